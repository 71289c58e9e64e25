import { describe, expect, test } from 'vitest';
import { answer, type Draft, findingOf, findingsOf, found, hostFacts, NOW, SITE } from './host.ts';
import { probeLine } from './probe-line.ts';
import { mayOpen, nginxConf } from './want.ts';

const CAUSE = 'worker-connections';
const SAID = '16 worker_connections are not enough';
const short = (host: Draft, written = 'events { worker_connections 16; }'): void => {
  nginxConf(host, written);
  answer(host, 500);
  host.logLines.push(probeLine(SAID), probeLine(`${SAID} while connecting to upstream`));
};

describe(CAUSE, () => {
  test('twice what was asked for is proposed, nginx’s own default at least, with its sum', () => {
    expect(found(hostFacts((host) => short(host)))).toEqual([`${CAUSE}:nginx`]);
    const { severity, message, remedy, sites } = findingOf(CAUSE, (host) => short(host));
    expect({ severity, sites }).toEqual({ severity: 'critical', sites: [SITE] });
    expect(message).toBe(
      "each worker of nginx may have 16 connections (worker_connections), to clients and to PHP, and had none left 2 times; 2 × (16 in use + 2 refused in the worst second) = 36, at least nginx's own default of 512; each takes an open file, of which a worker may have 1024",
    );
    expect(remedy).toMatchObject({
      step: 'set_nginx_directive',
      level: 'approve',
      with: { file: '/etc/nginx/nginx.conf', line: 1, block: 'events', directives: { worker_connections: '512' } },
    });
  });

  test('a site that nobody answers is critical, and one that answers a warning', () => {
    const silent = findingOf(CAUSE, (host) => {
      short(host);
      answer(host, null);
    });
    expect(silent.severity).toBe('critical');
    const past = findingOf(CAUSE, (host) => {
      nginxConf(host, 'events { worker_connections 16; }');
      host.logLines.push(probeLine(SAID, { at: NOW - 300 }));
    });
    expect(past.severity).toBe('warning');
  });

  test('no more is proposed than a worker may have files open', () => {
    const finding = findingOf(CAUSE, (host) => {
      short(host);
      mayOpen(host, 701, 100);
    });
    expect(finding.remedy?.with).toMatchObject({ directives: { worker_connections: '100' } });
  });

  test('of a larger number it is the double', () => {
    const finding = findingOf(CAUSE, (host) => {
      nginxConf(host, 'events { worker_connections 768; }');
      mayOpen(host, 701, 20_000);
      host.logLines.push(probeLine('768 worker_connections are not enough'));
    });
    expect(finding.remedy?.with).toMatchObject({ directives: { worker_connections: '1538' } });
  });

  test.each<[string, (host: Draft) => void, string]>([
    ['a worker may have no more files open', (host) => mayOpen(host, 701, 16), 'raise worker_rlimit_nofile first'],
    ['how many files it may have is not known', (host) => (host.limits.openFiles = []), 'is not known'],
    ['the files say more already', (host) => nginxConf(host, 'events { worker_connections 1024; }'), 'has not read it'],
    [
      'there is no block for it',
      (host) => {
        nginxConf(host, '');
        host.logLines = [probeLine('512 worker_connections are not enough')];
      },
      'events block was not read',
    ],
  ])('nothing is proposed where %s', (_, change, why) => {
    const finding = findingOf(CAUSE, (host) => {
      short(host);
      change(host);
    });
    expect(finding.remedy).toBeNull();
    expect(finding.whyNoRemedy).toContain(why);
  });

  test.each<[string, (host: Draft) => void]>([
    [
      'the setting was raised since, and nginx reloaded',
      (host) => host.logLines.push(probeLine(SAID, { at: NOW - 7200 })),
    ],
    [
      'nginx only took back connections that clients kept alive',
      (host) => host.logLines.push(probeLine('512 worker_connections are not enough, reusing connections')),
    ],
    ['it was another site’s request', (host) => host.logLines.push(probeLine(SAID, { server: 'blog.example' }))],
    ['PHP wrote the words', (host) => host.logLines.push(probeLine(`FastCGI sent in stderr: "PHP message: ${SAID}"`))],
    [
      'a request has them in its path',
      (host) => host.logLines.push(probeLine(`open() "/srv/${SAID}" failed (2: No such file or directory)`)),
    ],
  ])('is silent when %s', (_, change) => {
    expect(findingsOf(CAUSE, change)).toEqual([]);
  });
});
