import { describe, expect, test } from 'vitest';
import { parseDenial } from '../../../src/formats/logs/denial.ts';

describe('SELinux', () => {
  test('audit.log tells of a port that nginx may not connect to', () => {
    const line =
      'type=AVC msg=audit(1782900842.115:9013): avc:  denied  { name_connect } for  pid=2841 comm="nginx" dest=9000 scontext=system_u:system_r:httpd_t:s0 tcontext=system_u:object_r:http_port_t:s0 tclass=tcp_socket permissive=0';
    expect(parseDenial(line)).toEqual({
      at: 1782900842.115,
      by: 'selinux',
      pid: 2841,
      program: 'nginx',
      what: 'name_connect',
      subject: 'system_u:system_r:httpd_t:s0',
      object: 'system_u:object_r:http_port_t:s0',
      kind: 'tcp_socket',
      name: null,
      port: 9000,
      text: line.slice(line.indexOf('avc:')),
    });
  });

  test.each([
    [
      'type=AVC msg=audit(1700326791.924:28417): avc:  denied  { write } for  pid=379 comm="nginx" name="www.sock" dev="tmpfs" ino=21504 scontext=system_u:system_r:httpd_t:s0 tcontext=system_u:object_r:var_run_t:s0 tclass=sock_file permissive=0',
      { what: 'write', kind: 'sock_file', name: 'www.sock', port: null, at: 1700326791.924 },
    ],
    [
      'type=AVC msg=audit(1700326791.924:1): avc:  denied  { connectto } for  pid=907 comm="nginx" path="/run/php-fpm/www.sock" scontext=system_u:system_r:httpd_t:s0 tcontext=system_u:system_r:unconfined_service_t:s0 tclass=unix_stream_socket permissive=0',
      { what: 'connectto', kind: 'unix_stream_socket', name: '/run/php-fpm/www.sock' },
    ],
    [
      '[ 1234.567890] audit: type=1400 audit(1700326791.924:77): avc:  denied  { search } for  pid=9 comm="nginx" name="my app" dev="dm-0" scontext=a:b:httpd_t:s0 tcontext=a:b:user_home_t:s0 tclass=dir permissive=0',
      { what: 'search', kind: 'dir', name: 'my app' },
    ],
    [
      '1700326791.924111 web01 audit[907]: AVC avc:  denied  { write } for  pid=907 comm="nginx" name=7777772E736F636B dev="tmpfs" scontext=a:b:httpd_t:s0 tcontext=a:b:var_run_t:s0 tclass=sock_file permissive=0',
      { name: 'www.sock', at: 1700326791.924111 },
    ],
  ])('%#: the kernel and the journal tell the same', (line, expected) => {
    expect(parseDenial(line)).toMatchObject({ by: 'selinux', ...expected });
  });
});

describe('AppArmor', () => {
  test.each([
    [
      'type=AVC msg=audit(1789235995.945:1159453): apparmor="DENIED" operation="connect" class="file" profile="/usr/sbin/nginx" name="/run/php/php8.2-fpm.sock" pid=13088 comm="nginx" requested_mask="wr" denied_mask="wr" fsuid=33 ouid=33\x1dFSUID="www-data" OUID="www-data"',
      { what: 'connect', subject: '/usr/sbin/nginx', name: '/run/php/php8.2-fpm.sock', at: 1789235995.945 },
    ],
    [
      '1582663206.947012 web01 kernel: audit: type=1400 audit(1582663206.947:57564): apparmor="DENIED" operation="create" profile="nginx" pid=26620 comm="nginx" family="inet" sock_type="stream" protocol=0 requested_mask="create" denied_mask="create"',
      { what: 'create', subject: 'nginx', name: null, kind: 'inet', at: 1582663206.947 },
    ],
  ])('%#: the kernel’s lines, by auditd and by the journal', (line, expected) => {
    expect(parseDenial(line)).toMatchObject({ by: 'apparmor', program: 'nginx', object: '', ...expected });
  });

  test('what auditd adds behind its separator is no part of the text', () => {
    const said = parseDenial('audit(1789235995.945:1): apparmor="DENIED" operation="open" profile="x"\x1dFSUID="root"');
    expect(said?.text).toBe('apparmor="DENIED" operation="open" profile="x"');
  });
});

test.each([
  [
    'a permissive domain, which was allowed',
    'audit(1700326791.9:1): avc:  denied  { write } for  pid=1 comm="nginx" permissive=1',
  ],
  ['a profile that only complains', 'audit(1700326791.9:1): apparmor="ALLOWED" operation="open" profile="nginx"'],
  ['a profile that was loaded', 'audit(1700326791.9:1): apparmor="STATUS" operation="profile_load" name="nginx"'],
  ['what was granted', 'audit(1700326791.9:1): avc:  granted  { write } for  pid=1 comm="nginx"'],
  ['a line without a time', 'avc:  denied  { write } for  pid=1 comm="nginx" permissive=0'],
  ['nothing', ''],
])('%s is no denial', (_, line) => {
  expect(parseDenial(line)).toBeNull();
});
