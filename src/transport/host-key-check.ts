import { err, ok, type Result } from '../base/result.ts';
import type { SshConnection } from '../inventory/inventory.ts';
import { acceptHostKey } from './accept-host-key.ts';
import { fingerprint, keyTypeOf } from './fingerprint.ts';
import { knownHostsName } from './host-patterns.ts';
import { knownAs } from './known-as.ts';
import { type HostKeyVerdict, type KnownHosts, verdict } from './known-hosts.ts';
import type { KnownHostsPlace } from './known-hosts-line.ts';
import type { SessionError } from './session.ts';
import type { TransportOptions } from './transport-options.ts';

/** Decides whether a host is the one it should be by the key it showed; pins a new key where the run allows it. */
export function checkHostKey(
  end: Pick<SshConnection, 'host' | 'address' | 'port' | 'configured'>,
  key: Buffer,
  { knownHosts, hostKeys, onAcceptedKey, onHostKey }: TransportOptions,
): Result<void, SessionError> {
  const { host } = end;
  const { address, port } = knownAs(end);
  const keyType = keyTypeOf(key);
  const shown = `${keyType} ${fingerprint(key)}`;
  const found = verdict(knownHosts, address, port, keyType, key);
  const tell = (isKnown: boolean): void => onHostKey?.({ host, address, port, keyType, key, isKnown });
  if (found.kind === 'match') {
    tell(true);
    return ok(undefined);
  }
  if (found.kind === 'revoked') return err(revoked(shown, found.at));
  if (found.kind === 'changed') return err(changed(shown, found.expected, address, port));
  if (hostKeys === 'strict') {
    tell(false);
    return err(unknown(shown, knownHosts, address, port));
  }
  const accepted = acceptHostKey(knownHosts, address, port, keyType, key);
  if (!accepted.ok) return err(notPinned(shown, accepted.error));
  onAcceptedKey?.({ host, address, port, keyType, fingerprint: fingerprint(key), file: accepted.value });
  return ok(undefined);
}

type Expected = Extract<HostKeyVerdict, { kind: 'changed' }>['expected'];

function changed(shown: string, expected: Expected, address: string, port: number): SessionError {
  const pinned = expected.map(({ keyType, key, place }) => `${keyType} ${fingerprint(key)} (${where(place)})`);
  const file = expected[0]?.place.file ?? 'known_hosts';
  return {
    reason: 'host-key-changed',
    message: `the host showed the key ${shown}, but known_hosts has ${pinned.join(', ')}`,
    hint: `someone may be in between; if the host was rebuilt: ssh-keygen -R '${knownHostsName(address, port)}' -f ${file}`,
  };
}

function unknown(shown: string, known: KnownHosts, address: string, port: number): SessionError {
  const authority = known.linesFor(address, port).find(({ marker }) => marker === 'cert-authority');
  const ignored =
    authority === undefined
      ? ''
      : `; the @cert-authority at ${where(authority.place)} counts for certificates, which ssh2 does not know`;
  return {
    reason: 'host-key-unknown',
    message: `no known_hosts file has a key for ${knownHostsName(address, port)}, which showed ${shown}${ignored}`,
    hint: 'compare it with `ssh-keygen -lf` on the host, then pin it: suture trust; or use --host-keys accept-new',
  };
}

const revoked = (shown: string, at: KnownHostsPlace): SessionError => ({
  reason: 'host-key-revoked',
  message: `the host showed the key ${shown}, which is revoked at ${where(at)}`,
  hint: null,
});

const notPinned = (shown: string, why: string): SessionError => ({
  reason: 'host-key-unknown',
  message: `the new host key ${shown} could not be pinned: ${why}`,
  hint: null,
});

const where = ({ file, line }: KnownHostsPlace): string => (line === 0 ? file : `${file}:${line}`);
