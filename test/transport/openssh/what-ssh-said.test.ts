import { expect, test } from 'vitest';
import { whatSshSaid } from '../../../src/transport/openssh/what-ssh-said.ts';

const asked = { address: 'web01', port: 2222, user: 'ops' };

// What OpenSSH 9.2 said, word for word.
test.each<[string, string, string]>([
  ['ops@web01: Permission denied (publickey,password).', 'auth-failed', 'it takes publickey, password'],
  [
    'Received disconnect from 10.0.0.1 port 2222:2: Too many authentication failures\r\nDisconnected from 10.0.0.1 port 2222',
    'auth-failed',
    'the host did not let ops in',
  ],
  [
    'ssh: connect to host web01 port 2222: Connection refused',
    'connection-refused',
    'web01:2222: nothing listens there',
  ],
  ['ssh: connect to host web01 port 2222: No route to host', 'no-route', 'web01:2222: No route to host'],
  ['ssh: connect to host web01 port 2222: Connection timed out', 'connect-timeout', 'no answer'],
  ['ssh: Could not resolve hostname web01: Name or service not known', 'name-not-resolved', 'does not exist'],
  [
    'kex_exchange_identification: read: Connection reset by peer\r\nConnection reset by 10.0.0.1 port 2222',
    'connection-refused',
    'drops them before any greeting',
  ],
  [
    'kex_exchange_identification: banner line contains invalid characters\r\nbanner exchange: Connection to 10.0.0.1 port 2222: invalid format',
    'not-ssh',
    'invalid format',
  ],
  [
    'Unable to negotiate with 10.0.0.1 port 2222: no matching key exchange method found. Their offer: x',
    'no-common-algorithm',
    'web01:2222: no matching key exchange method found. Their offer: x',
  ],
  [
    '/root/.ssh/config: line 1: Bad configuration option: foo\r\n/root/.ssh/config: terminating, 1 bad configuration options',
    'exec-failed',
    "ssh can't use its configuration: /root/.ssh/config: line 1",
  ],
  ['Connection closed by 10.0.0.1 port 2222', 'connection-lost', 'Connection closed by 10.0.0.1'],
  ['', 'connection-lost', 'it said nothing'],
])('%j is %s', (said, reason, words) => {
  const failure = whatSshSaid(said, asked);
  expect(failure).toMatchObject({ kind: 'failed', attempt: { error: { reason } } });
  expect(failure.kind === 'failed' && failure.attempt.error.message).toContain(words);
});

test('a key that is not trusted is told apart, for its host to be asked for it', () => {
  const said = 'No ED25519 host key is known for web01 and you have requested strict checking.\r\n';
  expect(whatSshSaid(`${said}Host key verification failed.\r\n`, asked)).toEqual({ kind: 'host-key' });
});

test('what a jump host did not connect is told apart, for the jump host to say why', () => {
  const said =
    'Stdio forwarding request failed: Session open refused by peer\r\nkex_exchange_identification: Connection closed by remote host\r\nConnection closed by UNKNOWN port 65535\r\n';
  expect(whatSshSaid(said, asked)).toEqual({ kind: 'not-forwarded' });
});

test('a banner of the host says nothing in the name of ssh, and no control characters come through', () => {
  const banner = 'Host key verification failed.\r\nWelcome\u001b[2J\r\n'.repeat(3);
  expect(whatSshSaid(`${banner}ops@web01: Permission denied (publickey\u001b[1m).\r\n`, asked)).toMatchObject({
    attempt: { error: { reason: 'auth-failed', message: expect.not.stringContaining('\u001b') as string } },
  });
});

test('only a server that drops connections may think better of it', () => {
  expect(whatSshSaid('kex_exchange_identification: Connection closed by remote host', asked)).toMatchObject({
    attempt: { mayPass: true },
  });
  expect(whatSshSaid('ops@web01: Permission denied (publickey).', asked)).toMatchObject({
    attempt: { mayPass: false },
  });
});
