import { err, ok, type Result } from '../../base/result.ts';
import { shellCommand } from '../../formats/shell-quote.ts';
import type { SshConnection } from '../../inventory/inventory.ts';
import { knownHostsName } from '../host-patterns.ts';
import { knownKeyTypes } from '../known-hosts.ts';
import type { SessionError } from '../session.ts';
import type { TransportOptions } from '../transport-options.ts';

/** An SSH server that the system's ssh is to log in to, and whom to be there, by which keys. */
export type OpenSshEnd = Pick<SshConnection, 'host' | 'address' | 'port' | 'user' | 'keyFiles'>;

/** Which key file says who a host is; `known` is for hosts that the run's own files must know. */
export type HostKeyRule = { readonly kind: 'known' } | { readonly kind: 'any-into'; readonly file: string };

/**
 * The words with which ssh logs in: whom, where, by what, trusting the same keys as Suture itself; whatever its own
 * configuration says of the rest holds, unless it would open more than one session's way. Source: ssh_config(5).
 */
export function loginWords(
  { address, port, user, keyFiles }: OpenSshEnd,
  proxy: string | null,
  rule: HostKeyRule,
  { knownHosts, agentSocket }: Pick<TransportOptions, 'knownHosts' | 'agentSocket'>,
): readonly string[] {
  const files = rule.kind === 'known' ? knownHosts.files : [rule.file];
  const types = knownKeyTypes(knownHosts, address, port).map(algorithmsOf);
  const settings = {
    BatchMode: 'yes',
    LogLevel: 'INFO',
    StrictHostKeyChecking: rule.kind === 'known' ? 'yes' : 'accept-new',
    UserKnownHostsFile: files.length === 0 ? '/dev/null' : files.map(fileWord).join(' '),
    GlobalKnownHostsFile: '/dev/null',
    ...(types.length === 0 ? {} : { HostKeyAlgorithms: `^${types.join(',')}` }),
    HashKnownHosts: 'no',
    UpdateHostKeys: 'no',
    VerifyHostKeyDNS: 'no',
    NoHostAuthenticationForLocalhost: 'no',
    ServerAliveInterval: '10',
    ServerAliveCountMax: '3',
    ...oneSessionsWay,
    HostName: address.replaceAll('%', '%%'),
    ProxyCommand: proxy ?? 'none',
    ...(keyFiles.length === 0 ? {} : { IdentitiesOnly: 'yes' }),
    ...(agentSocket === null ? { IdentityAgent: 'none' } : {}),
  };
  return [
    ...Object.entries(settings).flatMap(([key, value]) => ['-o', `${key}=${value}`]),
    // Not `-i`, which looks for the file before it has read `%%`.
    ...keyFiles.flatMap((file) => ['-o', `IdentityFile=${fileWord(file)}`]),
    ...['-l', user, '-p', String(port), '-T'],
  ];
}

const oneSessionsWay = {
  ControlPersist: 'no',
  ClearAllForwardings: 'yes',
  ForwardAgent: 'no',
  ForwardX11: 'no',
  PermitLocalCommand: 'no',
  RemoteCommand: 'none',
  RequestTTY: 'no',
  Tunnel: 'no',
};

const algorithmsOf = (keyType: string): string => (keyType === 'ssh-rsa' ? 'rsa-sha2-512,rsa-sha2-256' : keyType);

const fileWord = (file: string): string => `"${file.replaceAll('%', '%%')}"`;

/** Words for what goes through a master that is logged in already: it must never log in by itself where that is gone. */
export const throughMaster = (socket: string): readonly string[] => [
  ...['-F', 'none', '-S', socket.replaceAll('%', '%%')],
  ...['-o', 'ProxyCommand=false', '-o', 'BatchMode=yes', '-o', 'LogLevel=ERROR', '-T'],
];

/** The command line by which ssh goes through a master to what it is told to log in to. */
export const proxyThrough = (socket: string): string => {
  const words = ['ssh', ...throughMaster(socket).map((word) => word.replaceAll('%', '%%'))];
  return `${shellCommand([...words, '-W'])} '[%h]:%p' -- jump`;
};

/** Refuses names with which a command line could mean something else than a host or a user, as ssh itself does. */
export function sayable({ address, user, port }: OpenSshEnd): Result<void, SessionError> {
  if (/^-|[\s'"`$\\;&<>|(){}@/\p{Cc}]/u.test(address)) {
    return err(unsayable(`no host can be called ${JSON.stringify(knownHostsName(address, port))}`));
  }
  if (/^-|\s-|[\n'"`;&<>|(){}\p{Cc}]|\\$/u.test(user)) {
    return err(unsayable(`ssh takes no user called ${JSON.stringify(user)}`));
  }
  return ok(undefined);
}

const unsayable = (message: string): SessionError => ({ reason: 'exec-failed', message, hint: null });
