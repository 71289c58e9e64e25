import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer as createHttpServer } from 'node:http';
import { type AddressInfo, createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { askChecks } from '../../src/apply/ask-checks.ts';
import type { Awaited, AwaitedAnswer } from '../../src/plan/awaited.ts';
import type { ChangeDraft } from '../../src/plan/change.ts';
import { shells, withShell } from '../collect/shells.ts';
import { gating, planOf } from './plans.ts';

const scratch = mkdtempSync(join(tmpdir(), 'suture-checks-'));
const socket = join(scratch, 'php.sock');
const there = join(scratch, 'there');
writeFileSync(there, '');

const listening = (server: Server, ...where: readonly [string] | readonly [number, string]): Promise<Server> =>
  new Promise((resolve) => {
    if (where.length === 1) server.listen(where[0], () => resolve(server));
    else server.listen(...where, () => resolve(server));
  });
const web = createHttpServer(({ url, headers: { host } }, response) => {
  response.statusCode = url === '/gone' ? 404 : 200;
  response.end(`host ${host ?? ''}, path ${url ?? ''}\nready: it's "so"\n`);
});
const silent = createServer();
let port = 0;
let servers: readonly Server[] = [];

beforeAll(async () => {
  servers = [await listening(web, 0, '127.0.0.1'), await listening(silent, socket)];
  port = (web.address() as AddressInfo).port;
});
afterAll(() => {
  for (const server of servers) server.close();
  rmSync(scratch, { recursive: true, force: true });
});

const wait = (awaited: Awaited, seconds = 0): ChangeDraft => ({ kind: 'wait', for: awaited, seconds });
const portIs = (state: 'started' | 'stopped', number: number): ChangeDraft =>
  wait({ kind: 'port', host: '127.0.0.1', port: number, state });
const answer = (given: Partial<AwaitedAnswer> = {}): ChangeDraft => {
  const path = given.path ?? '/';
  const name = 'shop.example';
  const url = `http://127.0.0.1:${port}${path}`;
  return wait({
    kind: 'answer',
    ...{ url, address: '127.0.0.1', port, path, name, statuses: [200], contains: null },
    ...given,
  });
};

describe.each(shells)('under %s', (shell) => {
  const asked = (...drafts: readonly ChangeDraft[]): Promise<readonly (readonly [boolean, string])[]> =>
    withShell(shell, async (session) => {
      const told = await askChecks(session, planOf(drafts));
      if (!told.ok) throw new Error(told.error.message);
      return told.value.map(({ passed, output }) => [passed, output]);
    });

  test('what is so passes, each wait and test in its turn', async () => {
    const told = await asked(
      portIs('started', port),
      portIs('stopped', 1),
      wait({ kind: 'socket', path: socket, state: 'started' }),
      wait({ kind: 'socket', path: there, state: 'stopped' }),
      wait({ kind: 'path', path: there, state: 'present' }),
      wait({ kind: 'path', path: join(scratch, 'nowhere'), state: 'absent' }),
      wait({ kind: 'unit', unit: 'suture-is-no-unit.service', state: 'stopped' }),
      answer(),
      answer({ contains: 'ready: it\'s "so"' }),
      answer({ path: '/a?b=c', contains: 'host shop.example, path /a?b=c' }),
      answer({ path: '/gone', statuses: [301, 404] }),
      gating('true'),
    );
    expect(told.map(([passed]) => passed)).toEqual(Array<boolean>(12).fill(true));
  });

  test.each<[string, () => ChangeDraft, string]>([
    ['a port that is closed', () => portIs('started', 1), 'nothing takes connections there'],
    ['a port that is open still', () => portIs('stopped', port), 'connections are taken there'],
    [
      'a file in a socket’s place',
      () => wait({ kind: 'socket', path: there, state: 'started' }),
      'no process listens there',
    ],
    ['a path that is there still', () => wait({ kind: 'path', path: there, state: 'absent' }), 'it is: regular file'],
    ['a missing path', () => wait({ kind: 'path', path: '/no/where', state: 'present' }), 'it is: missing'],
    ['another status', () => answer({ path: '/gone' }), 'it answers 404 Not Found'],
    [
      'a body without the text',
      () => answer({ contains: '*' }),
      'it answers 200 OK, without the text that is looked for',
    ],
    ['a program that fails', () => gating('echo bad; false'), 'bad'],
  ])('%s does not pass, what it was is told, and nothing more is asked', async (_, draft, said) => {
    expect(await asked(gating('true'), draft(), gating('true'))).toEqual([
      [true, ''],
      [false, said],
    ]);
  });

  test('a server that is not there is told of', async () => {
    const [told] = await asked(answer({ url: 'http://127.0.0.1:1/', port: 1 }));
    expect(told?.[0]).toBe(false);
    expect(told?.[1]).toMatch(/refused|Failed to connect|Couldn't connect/);
  });

  test('what comes to be so within the time passes', async () => {
    const late = join(scratch, `late-${shell.split('/').at(-1) ?? ''}`);
    const asking = asked(wait({ kind: 'path', path: late, state: 'present' }, 20));
    writeFileSync(late, '');
    expect(await asking).toEqual([[true, 'it is: regular file']]);
  });
});

test('what would change the host is never asked', async () => {
  const draft: ChangeDraft = { kind: 'remove-socket', path: '/run/a', expect: { inode: 1 } };
  await expect(withShell('/bin/dash', (session) => askChecks(session, planOf([draft])))).rejects.toThrow('c1');
});
