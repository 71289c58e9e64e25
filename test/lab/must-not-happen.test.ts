import { afterAll, beforeAll, expect, test } from 'vitest';

import type { HttpAnswer } from './http-answer.ts';
import { bringUpAnew, type Lab } from './lab.ts';
import { sideBySide } from './side-by-side.ts';
import { type Ended, type Suture, sutureOn } from './suture.ts';
import { atTerminal } from './terminal.ts';

// What a repair tool must never do, each on a host of its own.

const broken = {
  web01: 'two-candidate-pools',
  web02: 'broken-elsewhere',
  web03: 'two-sites-one-broken',
  web04: 'stale-socket',
  web05: 'directory-at-socket-path',
  web06: 'old-errors-healthy',
  web07: 'socket-denied',
};
/** Here FPM was started by hand: its socket lives, and systemd knows nothing of it. */
const byHand = 'web08';
const socket = '/run/php/php8.2-fpm.sock';
const pool = '/etc/php/8.2/fpm/pool.d/www.conf';

let lab: Lab;
let suture: Suture;

beforeAll(async () => {
  lab = await bringUpAnew('must-not', 8);
  suture = sutureOn(lab);
  await sideBySide(Object.entries(broken), ([host, fault]) => lab.breakHost(host, fault));
  await on(byHand, 'systemctl stop php8.2-fpm && php-fpm8.2 --daemonize --fpm-config /etc/php/8.2/fpm/php-fpm.conf');
});

afterAll(async () => {
  suture.dispose();
  await lab.takeDown();
});

const on = async (host: string, command: string): Promise<string> => (await lab.execOn(host, command)).stdout;
const repair = (host: string): Promise<Ended> => suture.fleet('run', 'fix-502', '--yes', '--limit', host);
const everything = (host: string): Promise<string> => lab.snapshot(host, ['/etc/systemd', '/tmp', '/var/lib/suture']);

/** Asks a site again and again while something is done, and says which answers there were. */
async function answersDuring(host: string, site: string, act: () => Promise<unknown>): Promise<readonly HttpAnswer[]> {
  const seen = new Set<HttpAnswer>();
  let acting = true;
  const done = act().finally(() => {
    acting = false;
  });
  do seen.add(await lab.httpStatus(host, site));
  while (acting);
  await done;
  return [...seen];
}

test.concurrent('of two pools that can be meant none is chosen, and both are named', async () => {
  const host = 'web01';
  const before = await everything(host);
  const { exitCode, host: of } = await repair(host);
  expect(exitCode).toBe(3);
  expect(of(host)).toMatchObject({ status: 'refused', changes: [] });
  expect(of(host).findings[0]?.whyNoRemedy).toMatch(/blog@.*shop@/);
  expect(await everything(host)).toBe(before);
});

test.concurrent('while nginx -t fails nothing is edited or reloaded, and the sites that run stay up', async () => {
  const host = 'web02';
  const programs = 'cat /run/nginx.pid /run/php/php8.2-fpm.pid; pgrep --parent "$(cat /run/nginx.pid)"';
  const [before, running] = [await everything(host), await on(host, programs)];
  let ended: Ended | undefined;
  const answers = await answersDuring(host, 'static.example', async () => {
    ended = await repair(host);
  });
  expect(answers).toEqual([200]);
  expect(await everything(host)).toBe(before);
  expect(await on(host, programs)).toBe(running);
  expect(ended?.exitCode).toBe(3);
  expect(ended?.host(host)).toMatchObject({
    status: 'refused',
    changes: [],
    findings: [{ cause: 'nginx-config-invalid' }, { cause: 'socket-denied', remedy: null }],
  });
});

test.concurrent('curing one site leaves the files of the other as they are, and it answers all the while', async () => {
  const host = 'web03';
  const others = `cd /etc; find nginx php -type f ! -path nginx/sites-available/default -exec sha256sum {} + | sort
    find nginx php -printf '%p %y %m %u:%g %l\\n' | sort`;
  const before = await on(host, others);
  let ended: Ended | undefined;
  const answers = await answersDuring(host, 'shop.example', async () => {
    ended = await repair(host);
  });
  expect(answers).toEqual([200]);
  expect(await on(host, others)).toBe(before);
  expect(ended?.host(host).status).toBe('changed');
  expect(await lab.httpStatus(host)).toBe(200);
});

test.concurrent('a socket that came to life after the plan was shown is not removed', async () => {
  const host = 'web04';
  // Somebody has to say yes.
  const terminal = atTerminal(suture.words('run', 'fix-502', '--quiet', '--no-color', '--limit', host));
  await terminal.waitFor(`set the dead socket ${socket} aside`);
  await terminal.waitFor('Apply this to this host?');

  await on(host, 'systemctl start php8.2-fpm');
  const live = await on(host, `stat -c %i ${socket}`);
  await terminal.answer('', 'y');
  expect(await terminal.ended).toBe(8);
  await terminal.waitFor('the host has changed since this was planned');
  expect(await on(host, `stat -c %i ${socket}`)).toBe(live);
  expect(await lab.httpStatus(host)).toBe(200);
});

test.concurrent('a socket that an FPM which systemd does not know listens on is not removed', async () => {
  const before = await everything(byHand);
  const { exitCode, host: of } = await repair(byHand);
  // Its site answers, but the service that is to start at boot is down: who started the other has to settle that.
  expect({ exitCode, status: of(byHand).status, changes: of(byHand).changes }).toEqual({
    exitCode: 3,
    status: 'refused',
    changes: [],
  });
  expect(of(byHand).findings).toMatchObject([
    { cause: 'orphan-master', severity: 'warning', subject: 'php8.2-fpm.service', remedy: null },
  ]);
  expect(await everything(byHand)).toBe(before);
  expect(await lab.httpStatus(byHand)).toBe(200);
});

test.concurrent('a directory at the socket’s path is not removed', async () => {
  const host = 'web05';
  const before = await everything(host);
  const { exitCode, host: of } = await repair(host);
  expect({ exitCode, status: of(host).status, changes: of(host).changes }).toEqual({
    exitCode: 3,
    status: 'refused',
    changes: [],
  });
  expect(of(host).findings[0]).toMatchObject({
    cause: 'socket-path-occupied',
    subject: socket,
    whyNoRemedy: expect.stringContaining('never removed') as string,
  });
  expect(await everything(host)).toBe(before);
  expect(await on(host, `cat ${socket}/keep`)).toBe('somebody wants this\n');
});

test.concurrent('a healthy host is not repaired for what its logs tell of yesterday', async () => {
  const host = 'web06';
  const before = await everything(host);
  const checked = await suture.fleet('check', '--limit', host);
  expect(checked.exitCode).toBe(0);
  expect(checked.host(host)).toMatchObject({ status: 'healthy', findings: [] });
  const { exitCode, host: of } = await repair(host);
  expect({ exitCode, status: of(host).status }).toEqual({ exitCode: 0, status: 'ok' });
  expect(await everything(host)).toBe(before);
});

test.concurrent('a rollback does not overwrite what somebody wrote since; with force it keeps their version', async () => {
  const host = 'web07';
  const before = await on(host, `cat ${pool}`);
  const { run, host: of } = await repair(host);
  expect(of(host).status).toBe('changed');
  await on(host, `echo '; by hand' >>${pool}`);
  const theirs = await on(host, `cat ${pool}`);

  const refused = await suture.fleet('rollback', run, '--yes');
  expect(refused.exitCode).toBe(8);
  expect(refused.host(host)).toMatchObject({ status: 'refused', error: { reason: 'changed-since' } });
  expect(refused.host(host).error?.message).toContain(pool);
  expect(await on(host, `cat ${pool}`)).toBe(theirs);
  expect(await lab.httpStatus(host)).toBe(200);

  const forced = await suture.fleet('rollback', run, '--yes', '--force');
  expect({ exitCode: forced.exitCode, status: forced.host(host).status }).toEqual({
    exitCode: 0,
    status: 'rolled-back',
  });
  expect(forced.host(host).changes[0]?.summary).toContain(`/var/lib/suture/tx/${run}/kept/`);
  expect(await on(host, `cat ${pool}`)).toBe(before);
  expect(await on(host, `cat /var/lib/suture/tx/${run}/kept/*`)).toBe(theirs);
});
