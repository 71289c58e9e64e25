import { describe, expect, test } from 'vitest';
import { diagnose } from '../../src/checks/diagnose.ts';
import {
  answer,
  connectFailed,
  type Draft,
  findingOf,
  findingsOf,
  found,
  hostFacts,
  NOW,
  pathOf,
  POOL_FILE,
  poolText,
  remove,
  SITE,
  SITE_FILE,
  siteText,
  SOCKET,
  write,
} from './host.ts';
import { noPorts } from './want.ts';

const CAUSE = 'ports-exhausted';
const ADDRESS = '127.0.0.1:9000';
const onTcp = (host: Draft): void => {
  write(host, POOL_FILE, poolText('www', { listen: ADDRESS }));
  write(host, SITE_FILE, siteText('shop.example', ADDRESS));
  host.unixListeners = [];
  remove(pathOf(host, SOCKET));
  host.tcpListeners.push({ host: '127.0.0.1', port: 9000, pid: 800, process: 'php-fpm8.2', queued: 0, backlog: 511 });
};
const exhausted = (host: Draft): void => {
  onTcp(host);
  answer(host, 502);
  noPorts(host);
  host.logLines.push(connectFailed(99, ADDRESS, NOW - 9), connectFailed(99, ADDRESS, NOW - 3));
};

describe(CAUSE, () => {
  test('names the range, what is taken of it, and the ways out', () => {
    expect(found(hostFacts(exhausted))).toEqual([`${CAUSE}:${SITE}`]);
    const { severity, message, remedy, whyNoRemedy, evidence } = findingOf(CAUSE, exhausted);
    expect({ severity, remedy }).toEqual({ severity: 'critical', remedy: null });
    expect(message).toBe(
      `${SITE}: no port is left to connect to ${ADDRESS} from: 100 of the 100 ports 47000 to 47099 are taken, 100 of them in TIME_WAIT`,
    );
    expect(whyNoRemedy).toContain('unix socket');
    expect(evidence.at(-1)?.text).toContain('×2');
  });

  test('is not decided where nobody told of the ports', () => {
    const { skipped } = diagnose(
      hostFacts((host) => {
        exhausted(host);
        host.limits.ports = null;
      }),
    );
    expect(skipped).toContainEqual({ cause: CAUSE, why: 'which ports are free to connect from is not known' });
  });

  test.each<[string, (host: Draft) => void]>([
    ['there are ports again', (host) => noPorts(host, 20)],
    [
      'the lines are older than nginx’s last reload',
      (host) => (host.logLines = [connectFailed(99, ADDRESS, NOW - 7200)]),
    ],
    [
      'another address could not be reached',
      (host) => (host.logLines = [connectFailed(99, '127.0.0.1:9001', NOW - 3)]),
    ],
    [
      'an address that nginx was told to connect from is not the host’s',
      (host) => {
        const line = connectFailed(99, ADDRESS, NOW - 3);
        host.logLines = [{ ...line, message: 'bind(10.0.0.9) failed (99: Cannot assign requested address)' }];
      },
    ],
    ['all ports are taken, and nobody misses one', (host) => (host.logLines = [])],
  ])('is silent when %s', (_, change) => {
    const changed = (host: Draft): void => {
      exhausted(host);
      change(host);
    };
    expect(findingsOf(CAUSE, changed)).toEqual([]);
  });
});
