import { mkdtempSync, rmSync, symlinkSync, truncateSync, utimesSync, writeFileSync } from 'node:fs';
import { execFileSync } from 'node:child_process';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { accessCountsOf } from '../../../src/collect/second-round/access-counts.ts';
import { sectionWords } from '../../../src/collect/shell/words.ts';
import type { AccessLog } from '../../../src/facts/visitors.ts';
import { COMBINED, logPieces } from '../../../src/formats/nginx/log-format.ts';
import { readScript } from '../../../src/transport/script.ts';
import { shells, withShell } from '../shells.ts';

const folder = mkdtempSync(join(tmpdir(), 'suture-access-'));
const log = join(folder, 'access.log');
afterAll(() => rmSync(folder, { recursive: true }));
beforeEach(() => {
  for (const name of ['access.log', 'access.log.1']) rmSync(join(folder, name), { force: true });
});

const SINCE = Date.UTC(2026, 10, 30, 12, 0, 0) / 1000;

async function counted(shell: string, format = COMBINED, paths = [log]): Promise<readonly AccessLog[]> {
  const pieces = logPieces(format) ?? [];
  const collector = accessCountsOf({ since: SINCE, logs: paths.map((path) => ({ path, pieces, sites: ['a:80'] })) });
  const asked = await withShell(shell, (session) =>
    session.ask(readScript(`${sectionWords}${collector.script}`), { timeoutMs: 20_000, maxOutputBytes: 9_999_999 }),
  );
  if (!asked.ok) throw new Error(asked.error.message);
  const { stdout } = asked.value;
  const answer = collector.parse({ stdout: stdout.toString(), bytes: stdout, exitStatus: 0 });
  if (answer.state !== 'known') throw new Error(answer.why);
  return answer.value;
}

const combined = (time: string, request: string, status: number, agent = 'Mozilla/5.0'): string =>
  `203.0.113.7 - - [30/Nov/2026:${time} +0000] "${request}" ${status} 153 "-" "${agent}"\n`;

describe.each(shells)('under %s', (shell) => {
  test('what failed visitors is counted by status and page, inside the window, and our own requests are not', async () => {
    writeFileSync(
      log,
      [
        combined('11:59:59', 'GET /old.php HTTP/1.1', 502),
        combined('12:00:01', 'GET / HTTP/1.1', 200),
        combined('12:00:02', 'GET /a.php?token=x HTTP/1.1', 502),
        combined('12:00:09', 'POST /a.php HTTP/1.1', 502),
        combined('12:00:10', 'GET /b.php HTTP/1.1', 504),
        combined('12:00:11', 'GET /index.php HTTP/1.1', 502, 'suture-check'),
        combined('12:00:12', '\\x16\\x03', 400),
        'nonsense\n',
      ].join(''),
    );
    expect(await counted(shell)).toEqual([
      {
        source: log,
        sites: ['a:80'],
        requests: 5,
        from: SINCE + 1,
        cut: false,
        failed: [
          { status: 502, page: '/a.php', host: null, count: 2, first: SINCE + 2, last: SINCE + 9 },
          { status: 504, page: '/b.php', host: null, count: 1, first: SINCE + 10, last: SINCE + 10 },
        ],
      },
    ]);
  });

  test.each([
    [
      '{"time":"$time_iso8601","host":"$host","status":$status,"uri":"$request_uri","ua":"$http_user_agent"}',
      '{"time":"2026-11-30T13:00:05+01:00","host":"shop.example","status":503,"uri":"/c?x","ua":"x"}',
    ],
    ['$msec|$host|$status|$request_uri', `${SINCE + 5}.000|shop.example|503|/c`],
    [
      '$host $remote_addr [$time_local] $request $status',
      'shop.example ::1 [30/Nov/2026:10:30:05 -0130] GET /c HTTP/2.0 503',
    ],
  ])('a log in the format %s', async (format, line) => {
    writeFileSync(log, `${line}\n`);
    const [told] = await counted(shell, format);
    expect(told?.failed).toEqual([
      { status: 503, page: '/c', host: 'shop.example', count: 1, first: SINCE + 5, last: SINCE + 5 },
    ]);
  });

  test('the rotated log counts as well, and one that nobody wrote to since is not opened', async () => {
    writeFileSync(log, combined('12:00:02', 'GET /a HTTP/1.1', 500));
    writeFileSync(`${log}.1`, combined('12:00:01', 'GET /b HTTP/1.1', 500));
    expect((await counted(shell)).map(({ failed }) => failed[0]?.page)).toEqual(['/a', '/b']);
    utimesSync(`${log}.1`, SINCE - 60, SINCE - 60);
    expect(await counted(shell)).toHaveLength(1);
  });

  test('of two gigabytes only the end is read, quickly, and that older requests are missing is said', async () => {
    writeFileSync(log, '');
    truncateSync(log, 2 * 1024 ** 3);
    writeFileSync(log, `\n${combined('12:00:02', 'GET /a HTTP/1.1', 500)}`, { flag: 'a' });
    const begun = performance.now();
    const [told] = await counted(shell);
    expect(told).toMatchObject({ cut: true, requests: 1 });
    expect(performance.now() - begun).toBeLessThan(5000);
  });

  test('a client’s words do nothing but stand in the log', async () => {
    const bad = 'GET /$(touch%20x)`id`"; HTTP/1.1';
    writeFileSync(log, combined('12:00:02', bad, 500) + combined('12:00:03', 'GET /ü\tx HTTP/1.1', 500));
    const [told] = await counted(shell);
    expect(told?.failed.every(({ page }) => page !== null && /^[!-~]*$/.test(page))).toBe(true);
  });
});

test('many pages are told apart only so far', async () => {
  const lines = Array.from({ length: 300 }, (_, index) => combined('12:00:02', `GET /${index} HTTP/1.1`, 500));
  writeFileSync(log, lines.join(''));
  const [told] = await counted('/bin/dash');
  expect(told?.failed).toHaveLength(201);
  expect(told?.failed[0]).toMatchObject({ page: null, count: 100 });
});

test('what is no file is not opened', async () => {
  execFileSync('/usr/bin/mkfifo', [join(folder, 'pipe')]);
  symlinkSync('/dev/zero', join(folder, 'zero'));
  expect(await counted('/bin/dash', COMBINED, [join(folder, 'pipe'), join(folder, 'zero')])).toEqual([]);
});
