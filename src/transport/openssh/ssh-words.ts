import { err, ok, type Result } from '../../base/result.ts';
import { shellCommand } from '../../formats/shell-quote.ts';
import type { SshConnection } from '../../inventory/inventory.ts';
import { wrongAddress, wrongUser } from '../../inventory/network-names.ts';
import { knownAs } from '../known-as.ts';
import { knownKeyTypes } from '../known-hosts.ts';
import type { SessionError } from '../session.ts';
import type { TransportOptions } from '../transport-options.ts';

/** An SSH server that the system's ssh is to log in to, and whom to be there, by which keys. */
export type OpenSshEnd = Pick<
  SshConnection,
  'host' | 'address' | 'port' | 'user' | 'keyFiles' | 'proxyCommand' | 'configured'
>;

/** Which key file says who a host is; `known` is for hosts that the run's own files must know. */
export type HostKeyRule = { readonly kind: 'known' } | { readonly kind: 'any-into'; readonly file: string };

/**
 * The words with which ssh logs in: whom, where, by what, trusting the same keys as Suture itself; whatever its own
 * configuration says of the rest holds, unless it would open more than one session's way. Source: ssh_config(5).
 */
export function loginWords(
  end: OpenSshEnd,
  through: string | null,
  rule: HostKeyRule,
  { knownHosts }: Pick<TransportOptions, 'knownHosts'>,
): readonly string[] {
  const files = rule.kind === 'known' ? knownHosts.files : [rule.file];
  const { address, port, user, keyFiles, proxyCommand, configured } = end;
  const known = knownAs(end);
  const types = knownKeyTypes(knownHosts, known.address, known.port).map(algorithmsOf);
  const settings = {
    BatchMode: 'yes',
    LogLevel: 'INFO',
    StrictHostKeyChecking: rule.kind === 'known' ? 'yes' : 'accept-new',
    UserKnownHostsFile: files.length === 0 ? '/dev/null' : files.map(fileWord).join(' '),
    GlobalKnownHostsFile: '/dev/null',
    // Of the files that it is given ssh takes them by itself.
    ...(types.length === 0 || rule.kind === 'known' ? {} : { HostKeyAlgorithms: `^${types.join(',')}` }),
    HashKnownHosts: 'no',
    UpdateHostKeys: 'no',
    VerifyHostKeyDNS: 'no',
    NoHostAuthenticationForLocalhost: 'no',
    ServerAliveInterval: '10',
    ServerAliveCountMax: '3',
    ...oneSessionsWay,
    HostName: address.replaceAll('%', '%%'),
    ...(configured?.hostKeyAlias == null ? {} : { HostKeyAlias: configured.hostKeyAlias }),
    ProxyCommand: through ?? proxyCommand ?? 'none',
    // As with ssh2: a key that is named is offered alone. In its own configuration ssh means more by it.
    ...(keyFiles.length === 0 || configured !== null ? {} : { IdentitiesOnly: 'yes' }),
  };
  return [
    ...(configured?.file == null ? [] : ['-F', configured.file]),
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

/** What ssh is told to connect to: the name that its configuration knows, where that was asked. */
export const destinationOf = ({ address, configured }: Pick<OpenSshEnd, 'address' | 'configured'>): string =>
  configured?.name ?? address;

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
export function sayable(end: Pick<OpenSshEnd, 'address' | 'user' | 'configured'>): Result<void, SessionError> {
  for (const name of [end.address, destinationOf(end)]) {
    const wrong = wrongAddress(name);
    if (wrong !== null) return err(unsayable(`${JSON.stringify(name)} ${wrong}`));
  }
  const wrong = wrongUser(end.user);
  return wrong === null ? ok(undefined) : err(unsayable(`${JSON.stringify(end.user)} ${wrong}`));
}

const unsayable = (message: string): SessionError => ({ reason: 'exec-failed', message, hint: null });
