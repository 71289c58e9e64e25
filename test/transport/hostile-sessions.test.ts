import { spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { Become } from '../../src/inventory/inventory.ts';
import { createKeyRing } from '../../src/transport/key-ring.ts';
import { loadKnownHosts } from '../../src/transport/load-known-hosts.ts';
import { openHost } from '../../src/transport/open-host.ts';
import { readScript, writeScript } from '../../src/transport/script.ts';
import type { OpenHost } from '../../src/transport/session.ts';
import {
  type Asked,
  end,
  endlessly,
  honestly,
  hostileHost,
  type Manners,
  onceAsked,
  overAndOver,
} from './hostile-host.ts';
import { freshFolder, makeKey } from './keys.ts';

// One session each with a real SSH server that behaves badly; test/cli has the fleet beside an honest host.

const folder = freshFolder();
let keyFile = '';
const open: (() => void)[] = [];

beforeAll(() => {
  keyFile = makeKey(folder, 'id', 'ed25519').file;
});

afterEach(() => {
  for (const close of open.splice(0)) close();
});

async function hostThat(manners: Manners, become: Become | null = null): Promise<OpenHost> {
  const host = await hostileHost(manners);
  const knownHosts = join(folder, `known_hosts-${host.port}`);
  writeFileSync(knownHosts, host.knownHost);
  const reach = { host: 'web01', address: '127.0.0.1', port: host.port, user: 'ops', keyFiles: [keyFile] };
  const opened = await openHost(
    { kind: 'ssh', client: 'ssh2', ...reach, password: null, jumps: [], proxyCommand: null, configured: null, become },
    {
      connectTimeoutMs: 10_000,
      knownHosts: loadKnownHosts([knownHosts]),
      hostKeys: 'strict',
      keys: createKeyRing(() => Promise.resolve(null)),
      agentSocket: null,
      jumpLinks: new Map(),
      openSsh: { jumps: new Map(), hosts: new Set() },
    },
  );
  open.push(host.stop);
  if (!opened.ok) throw new Error(opened.error.message);
  open.push(opened.value.close);
  return opened.value;
}

/** Runs the command only after a while, as a login that waits for a slow directory does. */
const after =
  (ms: number) =>
  ({ channel, command }: Asked): void => {
    const shell = spawn('sh', ['-c', `sleep ${ms / 1000}; ${command}`]);
    channel.pipe(shell.stdin.on('error', () => undefined));
    shell.stdout.pipe(channel, { end: false });
    shell.stderr.pipe(channel.stderr, { end: false });
    shell.on('close', (code) => end(channel, code ?? 255));
    channel.on('close', () => shell.kill());
  };

async function timed<Value>(job: Promise<Value>): Promise<{ readonly value: Value; readonly ms: number }> {
  const started = performance.now();
  return { value: await job, ms: performance.now() - started };
}

const asked = (host: OpenHost, timeoutMs: number, maxOutputBytes = 1_000_000) =>
  timed(host.reading.ask(readScript('sleep 30'), { timeoutMs, maxOutputBytes }));

const reasonOf = (answer: Awaited<ReturnType<typeof asked>>['value']): string =>
  answer.ok ? `status ${String(answer.value.exitCode)}` : answer.error.reason;

describe('a question has one clock', () => {
  test('that runs from the first word, and not anew once the shell is ready', async () => {
    const { value, ms } = await asked(await hostThat({ onExec: after(2_000) }), 4_000);
    expect(value).toMatchObject({ error: { reason: 'exec-timeout', message: 'the script did not end within 4 s' } });
    expect(ms).toBeGreaterThan(3_900);
    expect(ms).toBeLessThan(5_900);
  });

  test('that a login takes all of', async () => {
    const { value, ms } = await asked(await hostThat({ onExec: after(20_000) }), 500);
    const message = 'the login shell did not start sh within 1 s';
    expect(value).toMatchObject({ error: { reason: 'exec-timeout', message } });
    expect(ms).toBeLessThan(5_000);
  });

  test('that a host can’t stop by saying one thing after the other behind its exit status', async () => {
    const drips = (it: Asked): void =>
      onceAsked(it, () => {
        it.channel.exit(0);
        const drops = setInterval(() => it.channel.write('.'), 50);
        it.channel.on('close', () => clearInterval(drops));
      });
    const { value, ms } = await asked(await hostThat({ onExec: drips }), 1_500);
    expect(reasonOf(value)).toBe('status 0');
    expect(ms).toBeLessThan(10_000);
  });

  test('which a transaction has only from where its shell is ready, as the host counts from there', async () => {
    const host = await hostThat({ onExec: after(3_000) });
    const told = await host.writing.perform(
      writeScript('sleep 1.5; echo done'),
      { timeoutMs: 4_000, maxOutputBytes: 100 },
      () => undefined,
    );
    expect(told.ok && told.value.stdout.toString()).toBe('done\n');
  });
});

describe('floods end early', () => {
  const noise: readonly (readonly [string, Manners['onExec']])[] = [
    ['before the shell is ready', ({ channel }) => endlessly(channel, 'motd\n'.repeat(6_000))],
    ['of errors before the shell is ready', ({ channel }) => endlessly(channel.stderr, 'lecture\n'.repeat(4_000))],
    ['of errors', (it) => onceAsked(it, () => endlessly(it.channel.stderr, 'x'.repeat(30_000)))],
    ['of output', (it) => onceAsked(it, () => endlessly(it.channel, 'x'.repeat(30_000)))],
  ];

  test.each(noise)('%s', async (_, onExec) => {
    const { value, ms } = await asked(await hostThat({ onExec }), 30_000);
    expect(reasonOf(value)).toBe('output-too-large');
    expect(ms).toBeLessThan(25_000);
  });
});

test.each([
  ['windows', ({ wire }: Asked) => overAndOver(wire, () => wire.widen(0, 1))],
  ['requests to us', ({ wire }: Asked) => overAndOver(wire, wire.ping)],
  ['ever smaller packets', ({ channel, wire }: Asked) => overAndOver(wire, () => void channel.stderr.write('x'))],
])('a flood of %s, which no command printed, breaks the connection', async (_, onExec) => {
  const { value, ms } = await asked(await hostThat({ onExec }), 60_000);
  expect(reasonOf(value)).toBe('connection-lost');
  expect(ms).toBeLessThan(30_000);
});

describe('a password that a host echoes is not told', () => {
  const become: Become = { method: 'sudo', user: 'root', password: 'kanarie01vogel' };
  /** Asks as sudo does, reads the password, and goes on with it. */
  const asSudo =
    (goOn: (asked: Asked, password: string) => void) =>
    (it: Asked): void => {
      it.channel.stderr.write(`${it.marker}-shell-began\n`);
      it.channel.stderr.write(/suture-password-[0-9a-f]{32}:/.exec(it.command)?.[0] ?? '');
      it.channel.once('data', (chunk: Buffer) => goOn(it, chunk.toString().trim()));
    };

  test.each([
    [
      'by a sudo that refuses',
      ({ channel }: Asked, said: string) => channel.stderr.write(`sudo: ${said}: not allowed\n`),
    ],
    ['by a login shell', ({ channel }: Asked, said: string) => channel.write(`-sh: ${said}: not found\n`)],
  ])('%s', async (_, echo) => {
    const onExec = asSudo((it, password) => {
      echo(it, password);
      end(it.channel, 1);
    });
    const { value } = await asked(await hostThat({ onExec }, become), 10_000);
    expect(value.ok).toBe(false);
    expect(JSON.stringify(value)).toContain('[redacted]: not');
    expect(JSON.stringify(value)).not.toContain('kanarie');
  });

  test('by a shell that takes it for its first command', async () => {
    const onExec = asSudo((it, password) => {
      for (const stream of [it.channel, it.channel.stderr]) stream.write(`${it.marker}\n`);
      it.channel.stderr.write(`sh: 1: ${password}: not found\n`);
      end(it.channel, 127);
    });
    const { value } = await asked(await hostThat({ onExec }, become), 10_000);
    expect(value.ok && value.value.stderr).toBe('sh: 1: [redacted]: not found\n');
  });
});

test('an honest host is answered', async () => {
  const host = await hostThat({ onExec: honestly });
  const told = await host.reading.ask(readScript('echo yes'), { timeoutMs: 10_000, maxOutputBytes: 100 });
  expect(told.ok && told.value.stdout.toString()).toBe('yes\n');
});
