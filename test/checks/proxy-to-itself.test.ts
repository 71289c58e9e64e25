import { describe, expect, test } from 'vitest';
import { answering } from './answering.ts';
import { type Draft, file, findingOf, findingsOf, found, hostFacts, SITE, SITE_FILE, write } from './host.ts';
import { probeLine } from './probe-line.ts';

const CAUSE = 'proxy-to-itself';
const proxying =
  (pass: string, rules = '', status: number | null = 500) =>
  (host: Draft) => {
    write(
      host,
      SITE_FILE,
      `server { listen 80; server_name shop.example; location / { proxy_pass ${pass}; ${rules} } }`,
    );
    answering(host, status);
  };
const KEEPS_NAME = 'proxy_set_header Host $host;';
const usedUp = (host: Draft): void => {
  host.logLines.push(
    probeLine('768 worker_connections are not enough', { level: 'alert', upstream: null, server: null, request: null }),
    probeLine('recv() failed (104: Connection reset by peer)', { upstream: 'http://192.0.2.7:80/' }),
  );
};

describe(CAUSE, () => {
  test('at loopback, under the same name', () => {
    const [first] = found(hostFacts(proxying('http://127.0.0.1:80', KEEPS_NAME)));
    expect(first).toBe(`${CAUSE}:${SITE}`);
    const finding = findingOf(CAUSE, proxying('http://127.0.0.1:80', KEEPS_NAME));
    expect(finding.evidence.map(({ text }) => text)).toContain(KEEPS_NAME);
  });

  test('by its default, under any name', () => {
    expect(findingsOf(CAUSE, proxying('http://127.0.0.1'))).toHaveLength(1);
  });

  test('at an address of which only the log shows that it is its own; the connections that are used up follow from it', () => {
    const looping = (host: Draft): void => {
      proxying('http://192.0.2.7:80', KEEPS_NAME)(host);
      usedUp(host);
    };
    const [first, ...follow] = hostFindings(looping);
    expect(first).toBe(`${CAUSE}:${SITE}`);
    expect(follow).toContain('worker-connections:nginx');
    expect(findingOf('proxy-closed-early', looping).because).toEqual([`${CAUSE}:${SITE}`]);
    expect(findingOf('worker-connections', looping)).toMatchObject({ remedy: null, because: [`${CAUSE}:${SITE}`] });
  });

  test.each<[string, (host: Draft) => void]>([
    ['it proxies to another port', proxying('http://127.0.0.1:3000', KEEPS_NAME)],
    ['it proxies to another machine', proxying('http://192.0.2.7:80', KEEPS_NAME)],
    ['the site answers', proxying('http://127.0.0.1:80', KEEPS_NAME, 200)],
    [
      'another site takes the name that it goes on under',
      (host) => {
        proxying('http://127.0.0.1:80', 'proxy_set_header Host inner.example;')(host);
        host.nginx.files.push(
          file('/etc/nginx/sites-enabled/inner', 'server { listen 80; server_name inner.example; return 200; }'),
        );
      },
    ],
    ['it has no proxy', usedUp],
  ])('is silent when %s', (_, change) => {
    expect(findingsOf(CAUSE, change)).toEqual([]);
  });
});

const hostFindings = (change: (host: Draft) => void): readonly string[] => found(hostFacts(change));
