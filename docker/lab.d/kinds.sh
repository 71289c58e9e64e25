# shellcheck shell=bash
# The kinds of hosts: what each is made of. A name is what SUTURE_LAB_IMAGE and a fault's line "# image:" say.

kinds=(bookworm bullseye trixie plus sysvinit openrc)

# Web servers, proxies and runtimes that stand before, behind or beside nginx and PHP-FPM on other people's hosts, and login
# shells that aren't POSIX's.
programs='apache2 crun fish gunicorn haproxy nodejs podman python3 supervisor tcsh uwsgi-core uwsgi-plugin-python3 zsh'

# describe_kind KIND: the Debian release, its PHP, its init, its doas, and what is installed besides.
describe_kind() {
  release=bookworm php=8.2 init='systemd systemd-sysv' doas=opendoas more=''
  case $1 in
    bookworm) ;;
    bullseye) release=bullseye php=7.4 doas=doas ;;
    trixie) release=trixie php=8.4 ;;
    plus) more=$programs ;;
    sysvinit) init='sysvinit-core systemd-standalone-tmpfiles' ;;
    openrc) init='sysvinit-core openrc systemd-standalone-tmpfiles' ;;
    *) fail "no kind of host \"$1\" among: ${kinds[*]}" ;;
  esac
}
