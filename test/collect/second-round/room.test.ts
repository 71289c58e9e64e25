import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { compose } from '../../../src/collect/compose.ts';
import { sectionsOf } from '../../../src/collect/frames.ts';
import { type RoomQuestion, roomOf } from '../../../src/collect/second-round/room.ts';
import type { Room } from '../../../src/facts/room.ts';
import { shells, withShell } from '../shells.ts';

const BOUNDARY = 'suture-room';
const nothing: RoomQuestion = {
  sockets: [],
  ports: [],
  weighed: [],
  units: [],
  logs: [],
  outOfMemory: false,
};

async function ask(shell: string, question: RoomQuestion): Promise<Room> {
  const collector = roomOf(question);
  return withShell(shell, async (session) => {
    const script = compose({ prelude: ':', lanes: [[collector]] }, BOUNDARY, 10);
    const asked = await session.ask(script, { timeoutMs: 20_000, maxOutputBytes: 1_000_000 });
    if (!asked.ok) throw new Error(asked.error.message);
    const fact = collector.parse(sectionsOf(asked.value.stdout, BOUNDARY).get('room'));
    if (fact.state !== 'known') throw new Error(fact.why);
    return fact.value;
  });
}

const folder = mkdtempSync(join(tmpdir(), 'suture room '));
const socket = join(folder, 'a pool.sock');
const log = join(folder, 'php fpm.log');
const sockets: Socket[] = [];
const servers: Server[] = [];
let port = 0;

const listening = (server: Server, at: string | number): Promise<void> =>
  new Promise((done) => {
    servers.push(server);
    server.listen(typeof at === 'number' ? { port: at, host: '127.0.0.1' } : { path: at }, done);
  });

/** A connection that the server has taken. */
const taken = (server: Server, at: string | number): Promise<void> =>
  new Promise((done) => {
    server.once('connection', (one) => {
      sockets.push(one);
      done();
    });
    sockets.push(typeof at === 'number' ? connect(at, '127.0.0.1') : connect(at));
  });

beforeAll(async () => {
  const [unix, tcp] = [createServer(), createServer()];
  await listening(unix, socket);
  await listening(tcp, 0);
  const address = tcp.address();
  port = typeof address === 'object' && address !== null ? address.port : 0;
  await taken(unix, socket);
  await taken(unix, socket);
  await taken(tcp, port);
  writeFileSync(log, '[21-Nov-2026 10:14:46] WARNING: [pool www] child 65 exited on signal 11 (SIGSEGV)\n');
});

afterAll(() => {
  for (const each of sockets) each.destroy();
  for (const server of servers) server.close();
  rmSync(folder, { recursive: true });
});

describe.each(shells)('by %s', (shell) => {
  test('connections are counted by what they lead to', async () => {
    const { connections } = await ask(shell, { ...nothing, sockets: [socket, '/run/nobody.sock'], ports: [port, 9] });
    expect(connections).toEqual([
      { at: socket, taken: 2, waiting: 0 },
      { at: '/run/nobody.sock', taken: 0, waiting: 0 },
      { at: port, taken: 1, waiting: 0 },
      { at: 9, taken: 0, waiting: 0 },
    ]);
  });

  test('a worker is weighed, and one that is gone is not', async () => {
    const { workers } = await ask(shell, { ...nothing, weighed: [process.pid, 4_194_304] });
    expect(workers).toEqual([
      { pid: process.pid, pssKb: expect.any(Number) as number },
      { pid: 4_194_304, pssKb: null },
    ]);
  });

  test('the kernel is asked only where a worker died', async () => {
    expect((await ask(shell, nothing)).kernel).toBeNull();
    // Whether it answers, is for the machine to say.
    const { kernel } = await ask(shell, { ...nothing, logs: [log] });
    expect(kernel === null || Array.isArray(kernel)).toBe(true);
  });
});

describe('what a host prints', () => {
  const read = (blocks: Readonly<Record<string, string>>): Room => {
    const text = Object.entries({ ...blocks, end: '' })
      .map(([name, said]) => `${name} ${Buffer.byteLength(said)}\n${said}\n`)
      .join('');
    const bytes = Buffer.from(text);
    const fact = roomOf({ ...nothing, units: ['php8.2-fpm.service'] }).parse({ bytes, stdout: text, exitStatus: 0 });
    if (fact.state !== 'known') throw new Error(fact.why);
    return fact.value;
  };

  test('the control group’s count and limit', () => {
    const at = '/sys/fs/cgroup/system.slice/php8.2-fpm.service';
    expect(read({ memory: `${at}/memory.events:oom_kill 3\n${at}/memory.max:268435456` }).units).toEqual([
      { name: 'php8.2-fpm.service', oomKills: 3, limitKb: 262_144 },
    ]);
    expect(read({ memory: `${at}/memory.events:oom_kill 0` }).units[0]).toMatchObject({ oomKills: 0, limitKb: null });
  });

  test('dmesg’s seconds since the boot, journalctl’s since the epoch, and nothing else', () => {
    const kernel = [
      '[  900.500000] Out of memory: Killed process 93 (php-fpm8.2) total-vm:1kB, anon-rss:1kB',
      '1770000000.250000 web01 kernel: php-fpm8.2[66]: segfault at 10',
      'words that make no sense',
    ].join('\n');
    expect(read({ clock: '1770001000.0 1000.00 100', kernel }).kernel).toEqual([
      { at: 1_770_000_900.5, text: 'Out of memory: Killed process 93 (php-fpm8.2) total-vm:1kB, anon-rss:1kB' },
      { at: 1_770_000_000.25, text: 'php-fpm8.2[66]: segfault at 10' },
    ]);
  });

  test('nonsense is no answer', () => {
    expect(read({ unix: '9 03', tcp: 'x', pss: 'y', memory: ':::' })).toMatchObject({
      connections: [],
      kernel: null,
    });
    expect(roomOf(nothing).parse({ bytes: Buffer.alloc(0), stdout: '', exitStatus: 0 }).state).toBe('unknown');
  });
});
