import { describe, expect, test } from 'vitest';
import { fpmLine, nginxLine } from './crowd.ts';
import { answer, type Draft, findingOf, findingsOf, found, hostFacts, NOW, SITE, UNIT, unitOf } from './host.ts';

const DIED = '[pool www] child 93 exited on signal 9 (SIGKILL) after 812.104293 seconds from start';
const POOL = 'www@/etc/php/8.2/fpm/php-fpm.conf';

const killed =
  (message = DIED) =>
  (host: Draft): void => {
    host.logLines.push(fpmLine(message, NOW - 60));
  };

describe('worker-killed', () => {
  test('it says what was looked for', () => {
    expect(found(hostFacts(killed()))).toEqual([`worker-killed:${POOL}`]);
    const finding = findingOf('worker-killed', killed());
    expect(finding).toMatchObject({ severity: 'notice', sites: [SITE], remedy: null });
    expect(finding.whyNoRemedy).toContain('an idle worker');
    expect(finding.message).toContain("the kernel's log could not be read, their control group counts 0 killed");
    const read = findingOf('worker-killed', (host) => {
      killed()(host);
      host.room.kernel = [];
      host.room.units[0]!.oomKills = 0;
    });
    expect(read.message).toContain("the kernel's log names none of them, their control group counts 0 killed");
  });

  test('three deaths are more than a chance, whether or not a visitor met one', () => {
    const thrice = (host: Draft): void => [1, 2, 3].forEach(() => killed()(host));
    expect(findingOf('worker-killed', thrice).severity).toBe('warning');
  });

  test('the requests that it cut off are told', () => {
    const finding = findingOf('worker-killed', (host) => {
      killed()(host);
      answer(host, 502);
      host.logLines.push(
        nginxLine(
          'recv() failed (104: Connection reset by peer) while reading response header from upstream',
          NOW - 60,
        ),
      );
    });
    expect(finding.severity).toBe('critical');
    expect(finding.message).toContain('at /report.php');
  });

  test.each([
    [24, 'SIGXCPU', 'LimitCPU='],
    [31, 'SIGSYS', 'SystemCallFilter='],
    [15, 'SIGTERM', 'who sent that signal'],
  ])('of signal %i it is said what may have sent it', (number, name, words) => {
    const finding = findingOf(
      'worker-killed',
      killed(`[pool www] child 93 exited on signal ${number} (${name}) after 3.1 seconds from start`),
    );
    expect(finding.whyNoRemedy).toContain(words);
  });

  test.each<[string, (host: Draft) => void]>([
    [
      'the kernel did it for lack of memory',
      (host) => {
        killed()(host);
        host.room.kernel = [
          {
            at: NOW - 60,
            text: 'Out of memory: Killed process 93 (php-fpm8.2) total-vm:9kB, anon-rss:9kB, file-rss:0kB, shmem-rss:0kB',
          },
        ];
      },
    ],
    [
      'systemd says that it ran out of memory',
      (host) => {
        killed()(host);
        host.logLines.push({
          ...fpmLine(`${UNIT}: A process of this unit has been killed by the OOM killer.`, NOW - 60),
          source: `journal:${UNIT}`,
          level: '',
        });
      },
    ],
    [
      'it crashed',
      killed('[pool www] child 93 exited on signal 11 (SIGSEGV - core dumped) after 3.1 seconds from start'),
    ],
    ['it ended by itself', killed('[pool www] child 93 exited with code 0 after 3.1 seconds from start')],
    [
      'it took longer than it may',
      (host) => {
        host.logLines.push(
          fpmLine(
            '[pool www] child 93, script \'/srv/a.php\' (request: "GET /a.php") execution timed out (2.1 sec), terminating',
            NOW - 61,
          ),
        );
        killed('[pool www] child 93 exited on signal 15 (SIGTERM) after 3.1 seconds from start')(host);
      },
    ],
    [
      'PHP-FPM was restarted since',
      (host) => {
        killed()(host);
        unitOf(host, UNIT).stateChangedAt = NOW - 1;
      },
    ],
  ])('is silent when %s', (_, change) => {
    expect(findingsOf('worker-killed', change)).toEqual([]);
  });
});
