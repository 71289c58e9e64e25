import { describe, expect, test } from 'vitest';
import { answer, type Draft, findingOf, findingsOf, found, hostFacts, NOW, pathOf, SOCKET } from './host.ts';
import { HTTPD, onTcp, selinux, turnedAway } from './walls.ts';

const context = (object: string, kind: string) =>
  `scontext=${HTTPD} tcontext=system_u:${object}:s0 tclass=${kind} permissive=0`;
const write = `avc:  denied  { write } for  pid=701 comm="nginx" name="php8.2-fpm.sock" dev="tmpfs" ino=4711 ${context('object_r:var_run_t', 'sock_file')}`;
const connectto = `avc:  denied  { connectto } for  pid=701 comm="nginx" path="${SOCKET}" ${context('system_r:unconfined_service_t', 'unix_stream_socket')}`;
const search = `avc:  denied  { search } for  pid=701 comm="nginx" name="php" dev="tmpfs" ino=12 ${context('object_r:default_t', 'dir')}`;
const port = (number: number, type: string) =>
  `avc:  denied  { name_connect } for  pid=701 comm="nginx" dest=${number} ${context(`object_r:${type}`, 'tcp_socket')}`;

const denied =
  (...lines: readonly string[]) =>
  (host: Draft): void => {
    answer(host, 502);
    selinux(...lines)(host);
  };

const deniedOnTcp =
  (line: string) =>
  (host: Draft): void => {
    onTcp(host);
    selinux(line)(host);
  };

describe('selinux-denied', () => {
  test('a denial is quoted with its number and time, the labels, and what plain permissions say', () => {
    const host = (draft: Draft) => {
      denied(write, write)(draft);
      turnedAway(draft);
    };
    expect(found(hostFacts(host))).toEqual([`selinux-denied:unix:${SOCKET}`]);
    const finding = findingOf('selinux-denied', host);
    expect(finding).toMatchObject({ severity: 'critical', remedy: null, sites: ['shop.example:80'] });
    expect(finding.message).toBe(
      `SELinux keeps nginx (httpd_t) from unix:${SOCKET}: write of sock_file var_run_t is denied`,
    );
    expect(finding.evidence.map(({ source, text }) => `${source}: ${text}`)).toEqual([
      '/sys/fs/selinux/enforce: 1 (enforcing)',
      `audit: ${write} ×2`,
      `/proc/701/attr/current: ${HTTPD}`,
      `${SOCKET}: socket www-data:www-data 0660`,
      `/etc/nginx/sites-enabled/shop: fastcgi_pass unix:${SOCKET};`,
      'GET http://127.0.0.1:80/index.php: HTTP 502',
      `/var/log/nginx/error.log: connect() to unix:${SOCKET} failed (13: …) while connecting to upstream`,
      `ls -Z ${SOCKET}: system_u:object_r:var_run_t:s0`,
    ]);
    expect(finding.evidence[1]?.at).toBe(new Date((NOW + 1) * 1000).toISOString().replace('.000Z', 'Z'));
  });

  test.each<[string, (host: Draft) => void, RegExp]>([
    [
      'the socket’s label',
      denied(write),
      /restorecon -Rv \/run\/php .* semanage fcontext -a -t httpd_var_run_t '\/run\/php\(\/\.\*\)\?'/,
    ],
    ['a folder’s label', denied(search), /restorecon -Rv \/run\/php/],
    [
      'the domain of who listens',
      denied(connectto),
      /runs as unconfined_service_t, .*semanage fcontext -a -t httpd_exec_t/,
    ],
    [
      'a web port',
      deniedOnTcp(port(9000, 'http_port_t')),
      /setsebool -P httpd_can_network_relay on; or have PHP-FPM listen on a unix socket/,
    ],
    ['any other port', deniedOnTcp(port(9000, 'unreserved_port_t')), /semanage port -a -t http_port_t -p tcp 9000/],
  ])('the narrow command is named for %s, and never less than that', (_, host, command) => {
    const { whyNoRemedy } = findingOf('selinux-denied', host);
    expect(whyNoRemedy).toMatch(command);
    expect(whyNoRemedy).toMatch(/setenforce 0 would open everything to everybody$/);
  });

  test('a policy that keeps its denials to itself shows in what the probe’s own request met', () => {
    const finding = findingOf('selinux-denied', (host) => {
      denied()(host);
      turnedAway(host);
    });
    expect(finding.message).toContain('labelled var_run_t: owner and mode let nginx in');
    expect(finding.message).toContain('semodule -DB');
  });

  test.each<[string, (host: Draft) => void]>([
    [
      'it is only permissive',
      (host) => {
        denied(write)(host);
        host.confinement.selinux = 'permissive';
      },
    ],
    [
      'there is no SELinux',
      (host) => {
        denied(write)(host);
        host.confinement.selinux = null;
      },
    ],
    ['the site answers', selinux(write)],
    [
      'plain permissions deny nginx as well',
      (host) => {
        denied(write)(host);
        pathOf(host, SOCKET).nginxMayConnect = false;
      },
    ],
    ['the denial is older than nginx’s last start', denied(`type=AVC msg=audit(${NOW - 4000}.1:3): ${write}`)],
    ['another program was denied', denied(write.replace('comm="nginx"', 'comm="httpd"').replace('pid=701', 'pid=9'))],
    ['another socket was denied', denied(write.replace('php8.2-fpm', 'redis'))],
    ['another port was denied', deniedOnTcp(port(3306, 'mysqld_port_t'))],
    [
      'nginx is turned away, but not confined',
      (host) => {
        denied()(host);
        turnedAway(host);
        host.confinement.processes = [{ pid: 701, label: 'system_u:system_r:unconfined_service_t:s0' }];
      },
    ],
    [
      'only an old line of nginx’s says 13',
      (host) => {
        denied()(host);
        turnedAway(host);
        host.logLines[0]!.at = NOW - 60;
      },
    ],
    [
      'nobody listens',
      (host) => {
        denied(write)(host);
        host.unixListeners = [];
      },
    ],
  ])('is silent when %s', (_, change) => {
    expect(findingsOf('selinux-denied', change)).toEqual([]);
  });
});
