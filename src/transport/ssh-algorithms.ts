import { getCiphers } from 'node:crypto';
import type { Algorithms, CipherAlgorithm, ServerHostKeyAlgorithm } from 'ssh2';

// diffie-hellman-group-exchange is left out for its price: 1.5 s of blocking CPU for each connection.
const kex = [
  'curve25519-sha256',
  'curve25519-sha256@libssh.org',
  'ecdh-sha2-nistp256',
  'ecdh-sha2-nistp384',
  'ecdh-sha2-nistp521',
] satisfies Algorithms['kex'];

const gcm: readonly CipherAlgorithm[] = ['aes128-gcm@openssh.com', 'aes256-gcm@openssh.com'];
const counter: readonly CipherAlgorithm[] = ['aes128-ctr', 'aes192-ctr', 'aes256-ctr'];

const hmac = [
  'hmac-sha2-256-etm@openssh.com',
  'hmac-sha2-512-etm@openssh.com',
  'hmac-sha2-256',
  'hmac-sha2-512',
] satisfies Algorithms['hmac'];

const hostKeys: readonly { readonly keyType: string; readonly algorithm: ServerHostKeyAlgorithm }[] = [
  { keyType: 'ssh-ed25519', algorithm: 'ssh-ed25519' },
  { keyType: 'ecdsa-sha2-nistp256', algorithm: 'ecdsa-sha2-nistp256' },
  { keyType: 'ecdsa-sha2-nistp384', algorithm: 'ecdsa-sha2-nistp384' },
  { keyType: 'ecdsa-sha2-nistp521', algorithm: 'ecdsa-sha2-nistp521' },
  { keyType: 'ssh-rsa', algorithm: 'rsa-sha2-512' },
  { keyType: 'ssh-rsa', algorithm: 'rsa-sha2-256' },
];

/** What to offer a host; the key types that known_hosts has for it come first, so that it shows a key we can check. */
export function sshAlgorithms(knownTypes: readonly string[]): Algorithms {
  // OpenSSL in FIPS mode has no ChaCha20, and ssh2 throws if it is named there.
  const chacha: CipherAlgorithm[] = getCiphers().includes('chacha20') ? ['chacha20-poly1305@openssh.com'] : [];
  const known = hostKeys.filter(({ keyType }) => knownTypes.includes(keyType));
  const others = hostKeys.filter(({ keyType }) => !knownTypes.includes(keyType));
  return {
    kex,
    cipher: [...gcm, ...chacha, ...counter],
    hmac,
    serverHostKey: [...known, ...others].map(({ algorithm }) => algorithm),
    compress: ['none'],
  };
}
