import { describe, expect, test } from 'vitest';
import { type Draft, findingOf, findingsOf, stopNginx } from './host.ts';

const empty = (host: Draft): void => {
  host.nginx.files = host.nginx.files.slice(0, 1);
  host.tcpListeners = [];
  host.siteStatuses = [];
};
const listener = { host: '0.0.0.0', port: 80, pid: 900, process: 'apache2', queued: 0, backlog: 511 };

describe('nothing-listens', () => {
  test('names the process and the files', () => {
    const finding = findingOf('nothing-listens', empty);
    expect(finding).toMatchObject({ severity: 'critical', subject: 'nginx', remedy: null });
    expect(finding.evidence.map(({ source }) => source)).toEqual(['/proc/700', '/etc/nginx/nginx.conf']);
  });

  test.each<[string, (host: Draft) => void]>([
    ['there is a site', () => undefined],
    [
      'nginx is not there',
      (host) => {
        empty(host);
        stopNginx(host);
      },
    ],
    [
      'another program has the port',
      (host) => {
        empty(host);
        host.tcpListeners = [listener];
      },
    ],
    [
      'nginx listens for streams',
      (host) => {
        empty(host);
        host.tcpListeners = [{ ...listener, port: 3306, pid: 700, process: 'nginx' }];
      },
    ],
  ])('is silent when %s', (_, change) => {
    expect(findingsOf('nothing-listens', change)).toEqual([]);
  });
});
