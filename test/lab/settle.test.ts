import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { afterAll, beforeAll, expect, test } from 'vitest';

import { shellCommand } from '../../src/formats/shell-quote.ts';
import { journalOf, killedOnceApplied, LEFT_OPEN } from './killed-runner.ts';
import { bringUpAnew, type Lab } from './lab.ts';
import { type Ended, type Suture, sutureOn } from './suture.ts';
import { until } from './until.ts';

// What a runner that is gone has left, settled by the next one; and runs taken back in their order.

const pool = '/etc/php/8.2/fpm/pool.d/www.conf';
const [killedHost, orderHost, interruptedHost] = ['web01', 'web02', 'web03'] as const;

let lab: Lab;
const sutures: Suture[] = [];

beforeAll(async () => {
  lab = await bringUpAnew('settle-test', 3);
});

afterAll(async () => {
  for (const each of sutures) each.dispose();
  await lab.takeDown();
});

/** Each test has its own state folder, so that its runs are the only ones there. */
function newSuture(): Suture {
  const made = sutureOn(lab);
  sutures.push(made);
  return made;
}

const on = async (host: string, command: string): Promise<string> => (await lab.execOn(host, command)).stdout;
const repair = (suture: Suture, host: string): Promise<Ended> =>
  suture.fleet('run', 'fix-502', '--yes', '--limit', host);

test.concurrent('what a killed run left open is named by the next command, and settled by undo or confirm', async () => {
  const host = killedHost;
  const suture = newSuture();
  await lab.breakHost(host, 'socket-denied');
  const before = await lab.snapshot(host);
  const first = await killedOnceApplied(suture, host);

  const checked = await suture.fleet('check', '--limit', host);
  expect(checked.stderr).toContain(`suture: run ${first} of `);
  expect(checked.stderr).toContain(`was killed while it changed ${host};`);
  expect(checked.stderr).toContain(`suture undo ${first} `);
  expect(await on(host, `ls /var/lib/suture/tx/${first} | grep ^state`)).toBe('state.applied\n');

  const undone = await suture.fleet('undo', 'last');
  expect({ exitCode: undone.exitCode, status: undone.host(host).status }).toEqual({
    exitCode: 0,
    status: 'rolled-back',
  });
  expect(await lab.snapshot(host)).toBe(before);
  expect((await suture.fleet('check', '--limit', host)).stderr).not.toContain(first);
  expect((await suture.fleet('undo', first, '--limit', host)).host(host).status).toBe('ok');

  const second = await killedOnceApplied(suture, host);
  const kept = await suture.fleet('confirm', second);
  expect({ exitCode: kept.exitCode, status: kept.host(host).status }).toEqual({ exitCode: 0, status: 'changed' });
  expect(await lab.httpStatus(host)).toBe(200);
  expect(await on(host, LEFT_OPEN)).toBe('armed\nlog\ntx\n');
  const late = await suture.fleet('undo', second, '--limit', host);
  expect(late.exitCode).toBe(8);
  expect(late.host(host).error?.reason).toBe('already-confirmed');
});

test.concurrent('runs are taken back from the last to the first; a later one’s work is named, and not lost', async () => {
  const host = orderHost;
  const suture = newSuture();
  const original = await on(host, `cat ${pool}`);
  await lab.breakHost(host, 'socket-denied');
  const broken = await on(host, `cat ${pool}`);
  const first = await repair(suture, host);
  expect(first.host(host).status).toBe('changed');
  const repaired = await on(host, `cat ${pool}`);
  // Somebody breaks the same file again, and says so in it.
  await on(
    host,
    `sed -i -e 's/^listen.owner.*/listen.owner = root/' -e 's/^listen.group.*/listen.group = root/' ${pool}
      echo '; broken again' >>${pool}; systemctl restart php8.2-fpm`,
  );
  const second = await repair(suture, host);
  expect(second.host(host).status).toBe('changed');

  const tooEarly = await suture.fleet('rollback', first.run, '--yes');
  expect(tooEarly.exitCode).toBe(8);
  expect(tooEarly.host(host).error).toMatchObject({ reason: 'changed-since' });
  expect(tooEarly.host(host).error?.message).toContain(`${pool} (run ${second.run})`);

  const shown = await suture.fleet('rollback', 'last', '--check');
  expect(shown.exitCode).toBe(3);
  expect(JSON.stringify(shown.host(host).changes)).toContain('+listen.owner = root');

  expect((await suture.fleet('rollback', 'last', '--yes')).exitCode).toBe(0);
  // Somebody puts back what was there when the first run had ended; then that one is the last that is still there.
  const put = `cat >${pool}`;
  expect(repaired).not.toBe(broken);
  await lab.execOn(host, `${put} <<'END'\n${repaired}END`);
  const last = await suture.fleet('rollback', 'last', '--yes');
  expect({ exitCode: last.exitCode, status: last.host(host).status }).toEqual({ exitCode: 0, status: 'rolled-back' });
  expect(await on(host, `cat ${pool}`)).toBe(broken);
  expect(broken).not.toBe(original);
  expect((await suture.fleet('rollback', 'last', '--yes')).exitCode).toBe(2);

  await on(host, `rm -rf /var/lib/suture/tx/${first.run}`);
  const again = await suture.fleet('rollback', first.run, '--yes', '--limit', host);
  expect(again.exitCode).toBe(8);
  expect(again.host(host).error).toMatchObject({ reason: 'backup-gone' });
});

test.concurrent('Ctrl-C once lets the host settle, and nothing is left open', async () => {
  const host = interruptedHost;
  const suture = newSuture();
  await lab.breakHost(host, 'upstream-mismatch');
  const words = shellCommand([
    process.execPath,
    ...suture.words('run', 'fix-502', '--yes', '--quiet', '--limit', host),
  ]);
  const runner = spawn('sh', ['-c', `exec ${words}`], { stdio: ['ignore', 'pipe', 'pipe'] });
  let stderr = '';
  runner.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  const ended = once(runner, 'close');
  await until('the host has begun', () => journalOf(suture).text.includes('"kind":"armed"'));
  runner.kill('SIGINT');
  expect(await ended).toEqual([130, null]);
  expect(stderr).toContain(`suture: interrupted: waiting for ${host} to settle`);
  expect(await on(host, 'ls -d /var/lib/suture/tx/*/state.*')).toMatch(/state\.(confirmed|undone)\n$/);
  expect(await on(host, LEFT_OPEN)).toBe('armed\nlog\ntx\n');
  expect((await suture.fleet('check', '--limit', host)).stderr).not.toContain('suture undo');
});
