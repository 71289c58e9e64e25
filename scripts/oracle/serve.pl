#!/usr/bin/perl
# A program behind nginx: serve.pl ADDRESS PROTOCOL BEHAVIOUR TOKEN. ADDRESS is a port, a path, or "inherited" from systemd.
use strict;
use warnings;
use IO::Socket::INET;
use IO::Socket::UNIX;

my ($address, $protocol, $behaviour, $token) = @ARGV;
exit 1 if $behaviour eq 'failed-start';
$SIG{CHLD} = 'IGNORE';
umask 0;
unlink $address if $address =~ m{^/};
my $listen =
    $address eq 'inherited' ? IO::Socket->new_from_fd(3, 'r+')
  : $address =~ m{^/}       ? IO::Socket::UNIX->new(Local => $address, Listen => 50)
  :                           IO::Socket::INET->new(LocalAddr => "127.0.0.1:$address", Listen => 50, ReuseAddr => 1);
die "$address: $!" unless $listen;
chmod 0600, $address if $behaviour eq 'denied';

# nginx's proxied and uwsgi programs begin with a status line, SCGI's with a header.
my %head = (
    ok            => ['200 OK',                    ''],
    'says-500'    => ['500 Internal Server Error', ''],
    'says-503'    => ['503 Service Unavailable',   ''],
    'big-header'  => ['200 OK',                    'X-Big: ' . 'x' x 70_000 . "\r\n"],
    'bad-header'  => ['200 OK',                    "X-Bag age: 1\r\nX bad name: 1\r\n"],
);
while (my $client = $listen->accept // next) {
    next if fork;
    sysread $client, my $request, 65536;
    if    ($behaviour eq 'slow')    { sleep 30 }
    elsif ($behaviour eq 'closes')  { close $client; exit }
    elsif ($behaviour eq 'garbage') { print $client "\x15\x03\x01\x00\x02\x02\x46"; close $client; exit }
    my ($status, $more) = @{ $head{$behaviour} // $head{ok} };
    print $client ($protocol eq 'scgi' ? "Status: $status\r\n" : "HTTP/1.0 $status\r\n");
    print $client "Content-Type: text/plain\r\n$more\r\n$token\n";
    close $client;
    exit;
}
