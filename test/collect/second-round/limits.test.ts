import { connect, createServer, type Server, type Socket } from 'node:net';
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { compose } from '../../../src/collect/compose.ts';
import { defineCollector } from '../../../src/collect/define-collector.ts';
import { sectionsOf } from '../../../src/collect/frames.ts';
import { type LimitsQuestion, limitsOf } from '../../../src/collect/second-round/limits.ts';
import { unknown } from '../../../src/facts/fact.ts';
import type { Limits } from '../../../src/facts/limits.ts';
import { shells, withShell } from '../shells.ts';

const BOUNDARY = 'suture-limits';
const nothing: LimitsQuestion = { pids: [], ports: [], paths: [] };

async function ask(shell: string, question: LimitsQuestion, said = '0 0 502 0.001'): Promise<Limits> {
  const before = defineCollector({ fact: 'siteStatuses', script: `echo '${said}'`, parse: () => unknown('') });
  const collector = limitsOf(question);
  return withShell(shell, async (session) => {
    const script = compose({ prelude: ':', lanes: [[before, collector]] }, BOUNDARY, 10);
    const asked = await session.ask(script, { timeoutMs: 20_000, maxOutputBytes: 1_000_000 });
    if (!asked.ok) throw new Error(asked.error.message);
    const fact = collector.parse(sectionsOf(asked.value.stdout, BOUNDARY).get('limits'));
    if (fact.state !== 'known') throw new Error(fact.why);
    return fact.value;
  });
}

let server: Server;
let client: Socket;
let port = 0;

beforeAll(async () => {
  server = createServer();
  await new Promise<void>((done) => server.listen({ port: 0, host: '127.0.0.1' }, done));
  const address = server.address();
  port = typeof address === 'object' && address !== null ? address.port : 0;
  await new Promise<void>((done) => {
    client = connect(port, '127.0.0.1', done);
  });
});

afterAll(() => {
  client.destroy();
  server.close();
});

describe.each(shells)('by %s', (shell) => {
  test('the kernel’s own limits are read whole', async () => {
    const { mostOpenFiles, longestQueue } = await ask(shell, nothing);
    const kernel = (file: string): number => Number(readFileSync(`/proc/sys/${file}`, 'utf8'));
    expect({ mostOpenFiles, longestQueue }).toEqual({
      mostOpenFiles: kernel('fs/nr_open'),
      longestQueue: kernel('net/core/somaxconn'),
    });
  });

  test('a process’s open files are counted, and one that is gone is not', async () => {
    const { openFiles } = await ask(shell, { ...nothing, pids: [process.pid, 4_194_304] });
    expect(openFiles).toHaveLength(1);
    expect(openFiles[0]?.open).toBeGreaterThan(3);
    expect(openFiles[0]?.most).toBeGreaterThanOrEqual(openFiles[0]?.open ?? 0);
  });

  test('ports that connections to PHP hold are taken, and others’ are not', async () => {
    const [first, last] = readFileSync('/proc/sys/net/ipv4/ip_local_port_range', 'utf8')
      .trim()
      .split(/\s+/)
      .map(Number);
    const with_ = (await ask(shell, { ...nothing, ports: [port] })).ports;
    const without = (await ask(shell, { ...nothing, ports: [1] })).ports;
    expect(with_).toMatchObject({ first, last });
    expect(with_?.taken).toBeGreaterThan(0);
    expect(without?.taken).toBeGreaterThanOrEqual(0);
    expect(with_?.waiting).toBeLessThanOrEqual(with_?.taken ?? 0);
  });

  test('a path counts for the file system of its nearest folder', async () => {
    const { mounts } = await ask(shell, { ...nothing, paths: ['/proc/none such/file', '/', '/none/such'] });
    const at = (path: string) => mounts.find(({ paths }) => paths.includes(path));
    expect(at('/none/such')).toBe(at('/'));
    expect(at('/')).toMatchObject({
      at: '/',
      totalKb: expect.any(Number) as number,
      freeKb: expect.any(Number) as number,
    });
    expect(at('/proc/none such/file')?.at).toBe('/proc');
  });

  test.each(['0 0 200 0.001', '0 0 404 0.001', 'mail at 5020'])('nothing is asked after `%s`', async (said) => {
    expect(await ask(shell, { pids: [process.pid], ports: [port], paths: ['/'] }, said)).toEqual({
      openFiles: [],
      mostOpenFiles: null,
      longestQueue: null,
      ports: null,
      mounts: [],
    });
  });

  test.each([
    '0 0 500 0.001',
    '0 0 HTTP/1.1 503 Service Unavailable',
    '0 7 000 0.000',
    'connect() to unix:/run/x failed (11: Resource temporarily unavailable)',
    'ERROR: Unable to write to the PID file.: No space left on device (28)',
    '[alert] 9#9: 16 worker_connections are not enough',
  ])('all is asked after `%s`', async (said) => {
    expect((await ask(shell, nothing, said)).longestQueue).not.toBeNull();
  });
});

describe('what a host prints', () => {
  const read = (blocks: Readonly<Record<string, string>>, question: LimitsQuestion): Limits => {
    const text = Object.entries({ ...blocks, end: '' })
      .map(([name, said]) => `${name} ${Buffer.byteLength(said)}\n${said}\n`)
      .join('');
    const fact = limitsOf(question).parse({ bytes: Buffer.from(text), stdout: text, exitStatus: 0 });
    if (fact.state !== 'known') throw new Error(fact.why);
    return fact.value;
  };

  test('df’s rows belong to the paths in their order', () => {
    const space = [
      'Filesystem 1024-blocks Used Available Capacity Mounted on',
      'tmpfs 64 64 0 100% /run/my php',
      '/dev/vda 264212084 24752328 81638584 24% /',
      '/dev/vda 264212084 24752328 81638584 24% /',
    ].join('\n');
    const inodes = [
      'Filesystem Inodes IUsed IFree IUse% Mounted on',
      'tmpfs 3085510 2 3085508 1% /run/my php',
      '/dev/vda 0 0 0 - /',
      '/dev/vda 0 0 0 - /',
    ].join('\n');
    expect(read({ space, inodes }, { ...nothing, paths: ['/run/my php/a.sock', '/var/a', '/var/b'] }).mounts).toEqual([
      {
        at: '/run/my php',
        paths: ['/run/my php/a.sock'],
        totalKb: 64,
        freeKb: 0,
        inodes: 3_085_510,
        freeInodes: 3_085_508,
      },
      {
        at: '/',
        paths: ['/var/a', '/var/b'],
        totalKb: 264_212_084,
        freeKb: 81_638_584,
        inodes: null,
        freeInodes: null,
      },
    ]);
    expect(read({ space, inodes }, { ...nothing, paths: ['/only'] }).mounts).toEqual([]);
  });

  test('nonsense is no answer', () => {
    const answer = read(
      { kernel: 'x', counts: 'a b', most: 'Max', ports: '1 2', space: '-', inodes: '' },
      { pids: [7], ports: [9], paths: ['/'] },
    );
    expect(answer).toEqual({ openFiles: [], mostOpenFiles: null, longestQueue: null, ports: null, mounts: [] });
    expect(limitsOf(nothing).parse({ bytes: Buffer.alloc(0), stdout: '', exitStatus: 0 }).state).toBe('unknown');
  });
});
