import { describe, expect, test } from 'vitest';
import { answer, type Draft, findingOf, findingsOf, found, hostFacts, NOW, pathOf, SOCKET } from './host.ts';
import { apparmor, onTcp, turnedAway } from './walls.ts';

const connect = `apparmor="DENIED" operation="connect" class="file" profile="/usr/sbin/nginx" name="${SOCKET}" pid=701 comm="nginx" requested_mask="wr" denied_mask="wr" fsuid=33 ouid=33`;
const create =
  'apparmor="DENIED" operation="create" class="net" profile="/usr/sbin/nginx" pid=701 comm="nginx" family="inet" sock_type="stream" protocol=0 requested_mask="create" denied_mask="create"';

const denied =
  (...lines: readonly string[]) =>
  (host: Draft): void => {
    answer(host, 502);
    apparmor(...lines)(host);
  };

describe('apparmor-denied', () => {
  test('a denial is quoted with its number, and the path rule that would open the way', () => {
    const host = (draft: Draft) => {
      denied(connect, connect, connect)(draft);
      turnedAway(draft);
    };
    expect(found(hostFacts(host))).toEqual([`apparmor-denied:unix:${SOCKET}`]);
    const finding = findingOf('apparmor-denied', host);
    expect(finding).toMatchObject({ severity: 'critical', remedy: null, sites: ['shop.example:80'] });
    expect(finding.message).toBe(
      `AppArmor's profile /usr/sbin/nginx keeps nginx from unix:${SOCKET}: connect is denied`,
    );
    expect(finding.whyNoRemedy).toContain(`add "${SOCKET} rw,"`);
    expect(finding.evidence.slice(0, 3).map(({ source, text }) => `${source}: ${text}`)).toEqual([
      `audit: ${connect} ×3`,
      '/proc/701/attr/current: /usr/sbin/nginx (enforce)',
      `${SOCKET}: socket www-data:www-data 0660`,
    ]);
    expect(finding.evidence[0]?.at).toBe(new Date((NOW + 1) * 1000).toISOString().replace('.000Z', 'Z'));
  });

  test('over TCP it is a family of addresses that a profile opens', () => {
    const finding = findingOf('apparmor-denied', (host) => {
      onTcp(host);
      apparmor(create)(host);
    });
    expect(finding.subject).toBe('127.0.0.1:9000');
    expect(finding.whyNoRemedy).toContain('add "network inet stream,"');
  });

  test('a deny rule, which is not logged, shows in what the probe’s own request met', () => {
    const finding = findingOf('apparmor-denied', (host) => {
      denied()(host);
      turnedAway(host);
    });
    expect(finding.message).toContain('a deny rule is not logged');
  });

  test.each<[string, (host: Draft) => void]>([
    [
      'there is no AppArmor',
      (host) => {
        denied(connect)(host);
        host.confinement.apparmor = false;
      },
    ],
    [
      'the profile only complains by now',
      (host) => {
        denied(connect)(host);
        host.confinement.processes = [{ pid: 701, label: '/usr/sbin/nginx (complain)' }];
      },
    ],
    [
      'nginx is not confined',
      (host) => {
        denied()(host);
        turnedAway(host);
        host.confinement.processes = [{ pid: 701, label: 'unconfined' }];
      },
    ],
    ['the site answers', apparmor(connect)],
    [
      'plain permissions deny nginx as well',
      (host) => {
        denied(connect)(host);
        pathOf(host, SOCKET).nginxMayConnect = false;
      },
    ],
    ['the denial is older than nginx’s last start', denied(`audit(${NOW - 4000}.1:3): ${connect}`)],
    ['another path was denied', denied(connect.replace(SOCKET, '/etc/shadow'))],
    [
      'another program was denied',
      denied(connect.replace('comm="nginx"', 'comm="php-fpm8.2"').replace('pid=701', 'pid=801')),
    ],
    [
      'only a line of nginx’s from before says 13',
      (host) => {
        denied()(host);
        turnedAway(host);
        host.logLines[0]!.at = NOW - 60;
      },
    ],
  ])('is silent when %s', (_, change) => {
    expect(findingsOf('apparmor-denied', change)).toEqual([]);
  });
});
