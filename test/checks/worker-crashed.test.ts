import { describe, expect, test } from 'vitest';
import { fpmLine, nginxLine } from './crowd.ts';
import { answer, type Draft, findingOf, findingsOf, found, hostFacts, NOW, UNIT } from './host.ts';

const CAUSE = 'worker-crashed';
const POOL = 'www@/etc/php/8.2/fpm/php-fpm.conf';
const died = (signal = '11 (SIGSEGV)', pid = 66): string =>
  `[pool www] child ${pid} exited on signal ${signal} after 6.187794 seconds from start`;
const RESET = 'recv() failed (104: Connection reset by peer) while reading response header from upstream';
const crashing = (host: Draft): void => {
  answer(host, 502);
  host.logLines.push(fpmLine(died(), NOW - 3), nginxLine(RESET, NOW - 3));
};

describe(CAUSE, () => {
  test('the signal and the script are named, and nothing is done', () => {
    expect(found(hostFacts(crashing))).toEqual([`${CAUSE}:${POOL}`]);
    const finding = findingOf(CAUSE, crashing);
    expect(finding.message).toBe('a worker of pool www died of SIGSEGV, at /report.php');
    expect(finding).toMatchObject({ severity: 'critical', remedy: null });
  });

  test.each([
    ['11 (SIGSEGV - core dumped)', 'SIGSEGV'],
    ['7 (SIGBUS)', 'SIGBUS'],
    ['6 (SIGABRT)', 'SIGABRT'],
    ['4 (SIGILL)', 'SIGILL'],
  ])('signal %s is a crash', (written, name) => {
    const finding = findingOf(CAUSE, (host) => host.logLines.push(fpmLine(died(written))));
    expect(finding.message).toContain(`died of ${name}`);
  });

  test('the kernel’s line of the same moment names the extension', () => {
    const told = (host: Draft): void => {
      crashing(host);
      host.room.kernel = [
        { at: NOW - 3000, text: 'php-fpm8.2[12]: segfault at 0 ip 0 sp 0 error 4 in old.so[7f0000000000+1000]' },
        {
          at: NOW - 3,
          text: 'php-fpm8.2[66]: segfault at 10 ip 00007f2c1 sp 00007ffc error 4 in opcache.so[7f2c1f400000+a0000] likely on CPU 1',
        },
      ];
    };
    const finding = findingOf(CAUSE, told);
    expect(finding.message).toBe('a worker of pool www died of SIGSEGV, at /report.php, in opcache.so');
    expect(finding.evidence.filter(({ source }) => source === 'dmesg')).toHaveLength(1);
  });

  test.each<[string, (host: Draft) => void]>([
    [
      'the worker ended by itself',
      (host) => host.logLines.push(fpmLine('[pool www] child 66 exited with code 0 after 9 seconds from start')),
    ],
    ['it was killed from outside', (host) => host.logLines.push(fpmLine(died('9 (SIGKILL)')))],
    ['PHP-FPM ended it', (host) => host.logLines.push(fpmLine(died('15 (SIGTERM)')))],
    [
      'PHP-FPM has started since',
      (host) => {
        crashing(host);
        for (const unit of host.units) if (unit.name === UNIT) unit.stateChangedAt = NOW - 1;
      },
    ],
    ['only nginx tells of a reset', (host) => host.logLines.push(nginxLine(RESET))],
    ['another pool’s worker died', (host) => host.logLines.push(fpmLine(died().replace('pool www', 'pool blog')))],
  ])('is silent when %s', (_, change) => {
    expect(findingsOf(CAUSE, change)).toEqual([]);
  });
});
