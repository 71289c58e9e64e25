import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A folder of its own under the system's temporary one. */
export const freshFolder = (): string => mkdtempSync(join(tmpdir(), 'suture-transport-'));

/** A key pair that ssh-keygen made; the files are FILE and FILE.pub. */
export interface KeyPair {
  readonly file: string;
  readonly type: string;
  readonly base64: string;
  readonly blob: Buffer;
}

/** Has ssh-keygen make a key pair, with few rounds so that a passphrase costs little. */
export function makeKey(folder: string, name: string, kind: 'ed25519' | 'ecdsa', passphrase = ''): KeyPair {
  const file = join(folder, name);
  execFileSync('ssh-keygen', ['-q', '-t', kind, '-a', '1', '-N', passphrase, '-C', name, '-f', file]);
  const [type = '', base64 = ''] = readFileSync(`${file}.pub`, 'utf8').split(' ');
  return { file, type, base64, blob: Buffer.from(base64, 'base64') };
}
