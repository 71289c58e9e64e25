import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { err, type Result } from '../../base/result.ts';
import type { SshConnection } from '../../inventory/inventory.ts';
import { publicBlobOf } from '../encrypted-key.ts';
import { keyTypeOf } from '../fingerprint.ts';
import type { OpenHost, SessionError } from '../session.ts';
import type { TransportOptions } from '../transport-options.ts';
import { openOpenSsh } from './open-openssh.ts';

/** Opens by the system's ssh what ssh2 could not, where that has more to offer: else it stays at what ssh2 said. */
export async function openInstead(
  connection: SshConnection,
  options: TransportOptions,
  refused: SessionError,
): Promise<Result<OpenHost, SessionError>> {
  if (!(await hasMoreToOffer(connection, options, refused.reason))) return err(refused);
  const opened = await openOpenSsh(connection, options);
  if (opened.ok) {
    options.openSsh.hosts.add(connection.host);
    return opened;
  }
  const { reason, message, hint } = opened.error;
  if (reason === 'ssh-missing') return err({ ...refused, hint: `OpenSSH's client could: ${hint ?? ''}` });
  return err({ reason, message: `${refused.message}; the system's ssh was tried too: ${message}`, hint });
}

async function hasMoreToOffer(
  { keyFiles, configured }: SshConnection,
  { agentSocket }: TransportOptions,
  reason: SessionError['reason'],
): Promise<boolean> {
  switch (reason) {
    case 'no-common-algorithm':
    case 'packet-too-long':
      return true;
    case 'auth-failed':
    case 'key-unreadable': {
      // It may well name another agent, or whatever else there is.
      if (configured !== null) return true;
      const files = keyFiles.length > 0 ? keyFiles : securityKeyFiles();
      const types = await Promise.all([...files.map(typeOfKey), agentSocket === null ? '' : typesInAgent()]);
      return types.some((type) => /^sk-|-cert-v01@/m.test(type));
    }
    default:
      return false;
  }
}

const securityKeyFiles = (): readonly string[] =>
  ['id_ed25519_sk', 'id_ecdsa_sk'].map((name) => join(homedir(), '.ssh', name));

async function typeOfKey(file: string): Promise<string> {
  const text = await readFile(file, 'utf8').catch(() => '');
  return keyTypeOf(publicBlobOf(text) ?? Buffer.alloc(0));
}

/** The agent's keys, each a line that begins with its type; ssh2 doesn't show those that it can't use. */
const typesInAgent = (): Promise<string> =>
  new Promise((resolve) => {
    execFile('ssh-add', ['-L'], { timeout: 5_000 }, (_failure, stdout) => resolve(stdout));
  });
