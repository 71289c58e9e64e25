import { createServer, type Server, type Socket } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import type { SshConnection } from '../../src/inventory/inventory.ts';
import { createKeyRing } from '../../src/transport/key-ring.ts';
import { loadKnownHosts } from '../../src/transport/load-known-hosts.ts';
import { openHost } from '../../src/transport/open-host.ts';
import type { TransportOptions } from '../../src/transport/transport-options.ts';
import { freshFolder, makeKey } from './keys.ts';

const folder = freshFolder();
const key = makeKey(folder, 'id', 'ed25519');
const servers: Server[] = [];

afterEach(() => {
  for (const server of servers.splice(0)) server.close();
});

/** A server on loopback that does as it is told with each connection; gives its port. */
function serve(onConnection: (socket: Socket) => void): Promise<number> {
  const server = createServer(onConnection);
  servers.push(server);
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      if (typeof address === 'object' && address !== null) resolve(address.port);
    });
  });
}

async function reach(port: number, over: Partial<TransportOptions & SshConnection> = {}) {
  const connection: SshConnection = {
    kind: 'ssh',
    client: 'ssh2',
    host: 'web01',
    address: over.address ?? '127.0.0.1',
    port,
    user: 'ops',
    keyFiles: over.keyFiles ?? [key.file],
    password: null,
    become: null,
    jumps: [],
    proxyCommand: null,
    configured: null,
  };
  const opened = await openHost(connection, {
    connectTimeoutMs: 400,
    knownHosts: loadKnownHosts([]),
    hostKeys: 'strict',
    keys: createKeyRing(() => Promise.resolve(null)),
    agentSocket: null,
    jumpLinks: new Map(),
    openSsh: { jumps: new Map(), hosts: new Set() },
    ...over,
  });
  if (opened.ok) throw new Error('it was not to be reached');
  return opened.error;
}

describe('what answers badly is named', () => {
  test('a port where nothing listens', async () => {
    const port = await serve(() => undefined);
    for (const server of servers.splice(0)) server.close();
    const error = await reach(port);
    expect(error).toMatchObject({ reason: 'connection-refused' });
    expect(error.message).toBe(`127.0.0.1:${port}: nothing listens there (ECONNREFUSED)`);
  });

  test('a port that takes connections and says nothing ends at the deadline', async () => {
    const port = await serve(() => undefined);
    const started = performance.now();
    const error = await reach(port, { connectTimeoutMs: 300 });
    expect(error.reason).toBe('connect-timeout');
    expect(error.message).toBe(`127.0.0.1:${port}: connected, but no SSH greeting within 0.3 s`);
    expect(performance.now() - started).toBeLessThan(1_500);
  });

  test('a web server that answers and hangs up', async () => {
    const port = await serve((socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\u001b[31mServer: x\r\n\r\n'));
    expect(await reach(port)).toMatchObject({
      reason: 'not-ssh',
      message: `127.0.0.1:${port}: not an SSH server; it greets with "HTTP/1.1 400 Bad Request"`,
    });
  });

  test('a mail server that greets and waits', async () => {
    const port = await serve((socket) => socket.write('220 mail.example.com ESMTP\r\n'));
    expect(await reach(port)).toMatchObject({ reason: 'not-ssh' });
  });

  test('a server of another SSH', async () => {
    const port = await serve((socket) => socket.write('SSH-1.5-ancient\r\n'));
    expect(['not-ssh', 'connection-lost']).toContain((await reach(port)).reason);
  });

  test('a server that sends garbage after its greeting', async () => {
    const port = await serve((socket) => {
      socket.on('error', () => undefined);
      socket.write(`SSH-2.0-x\r\n${'\u00ff'.repeat(10_000)}`);
    });
    expect(['connection-lost', 'connect-timeout']).toContain((await reach(port)).reason);
  });

  test('endless lines in place of a greeting', async () => {
    const port = await serve((socket) => {
      const more = (): void => {
        while (!socket.destroyed && socket.write('x'.repeat(1_000).concat('\r\n')));
      };
      socket.on('error', () => undefined).on('drain', more);
      more();
    });
    expect(await reach(port)).toMatchObject({ reason: 'not-ssh' });
  });

  test('a name that does not exist', async () => {
    const error = await reach(22, { address: 'no-such-host.invalid', connectTimeoutMs: 5_000 });
    expect(error.reason).toBe('name-not-resolved');
  });

  test('a busy sshd is tried again, and named when it stays busy', async () => {
    let connections = 0;
    const port = await serve((socket) => {
      connections += 1;
      socket.on('error', () => undefined).end('Exceeded MaxStartups\r\n');
    });
    const error = await reach(port, { connectTimeoutMs: 20_000 });
    expect(error).toMatchObject({ reason: 'connection-refused' });
    expect(error.hint).toContain('MaxStartups');
    expect(connections).toBe(4);
  });

  test('a host that hangs up without a word is tried again, but not beyond the deadline', async () => {
    let connections = 0;
    const port = await serve((socket) => {
      connections += 1;
      socket.on('error', () => undefined).destroy();
    });
    expect(await reach(port, { connectTimeoutMs: 90 })).toMatchObject({ reason: 'connection-refused' });
    expect(connections).toBe(1);
  });

  test('an interruption ends the wait at once', async () => {
    const port = await serve(() => undefined);
    const started = performance.now();
    const error = await reach(port, { connectTimeoutMs: 20_000, signal: AbortSignal.timeout(50) });
    expect(error.reason).toBe('connection-lost');
    expect(performance.now() - started).toBeLessThan(1_000);
    expect((await reach(port, { signal: AbortSignal.abort() })).reason).toBe('connection-lost');
  });

  test('a named key that is missing, before anything is contacted', async () => {
    let connections = 0;
    const port = await serve(() => (connections += 1));
    const error = await reach(port, { keyFiles: ['/nonexistent/id'] });
    expect(error).toMatchObject({ reason: 'key-unreadable', message: 'there is no key file /nonexistent/id' });
    expect(connections).toBe(0);
  });
});
