import { err, ok, type Result } from '../base/result.ts';
import { type Mistake, showMistake } from '../base/user-error.ts';
import { type BecomeOverrides, becomeOf } from './become-of.ts';
import { type ConnectionVars, connectionVars } from './connection-vars.ts';
import type { Become, Connection, Host, SshConnection } from './inventory.ts';
import { jumpHosts } from './jump-hosts.ts';
import type { Keys } from './reveal.ts';

/** What the command line and the runner's own account say; as in Ansible, a host's vars win over all of it. */
export interface ConnectionOverrides extends Keys, BecomeOverrides {
  readonly user?: string;
  readonly keyFile?: string;
  readonly password?: string;
  /** The user who runs Suture. */
  readonly defaultUser: string;
  /** That user's home: what `~` stands for. */
  readonly home: string;
}

/** How to reach a host, or all that is wrong with its connection vars. */
export function connectionOf(host: Host, overrides: ConnectionOverrides): Result<Connection, readonly Mistake[]> {
  const vars = connectionVars(host, overrides);
  const way = wayOf(vars);
  const become = becomeOf(vars, overrides);
  const connection: Connection =
    way === 'local' ? { kind: way, host: host.name, become } : sshTo(host, way, vars, overrides, become);
  return vars.mistakes.length > 0 ? err(vars.mistakes) : ok(connection);
}

/** How to reach each of these hosts, in their order, or all mistakes; one that hosts share (a group's var) comes once. */
export function connectionsOf(
  hosts: readonly Host[],
  overrides: ConnectionOverrides,
): Result<readonly Connection[], readonly Mistake[]> {
  const made = hosts.map((host) => connectionOf(host, overrides));
  const mistakes = made.flatMap((each) => (each.ok ? [] : each.error));
  if (mistakes.length > 0) return err([...new Map(mistakes.map((each) => [showMistake(each), each])).values()]);
  return ok(made.flatMap((each) => (each.ok ? [each.value] : [])));
}

type Way = SshConnection['client'] | 'local';

const WAYS: ReadonlyMap<string, Way> = new Map<string, Way>([
  ['local', 'local'],
  ['ssh2', 'ssh2'],
  ['openssh', 'openssh'],
  ...['ssh', 'smart', 'paramiko', 'paramiko_ssh'].map((name) => [name, 'either'] as const),
]);

/** `suture_transport` is for inventories that Ansible reads too, which knows no `openssh`. */
function wayOf(vars: ConnectionVars): Way {
  const own = vars.text('suture_transport');
  const from = own === null ? 'ansible_connection' : 'suture_transport';
  const name = own ?? vars.text('ansible_connection') ?? 'ssh';
  const way = WAYS.get(name.replace(/^ansible\.builtin\./u, ''));
  if (way !== undefined) return way;
  const hint =
    'write `ssh`, or `local` for this machine; `openssh` for the `ssh` of this machine, `ssh2` for never that';
  vars.say(from, 'unknown-connection', `names a way to reach hosts that isn't known: ${name}`, hint);
  return 'either';
}

function sshTo(
  host: Host,
  client: SshConnection['client'],
  vars: ConnectionVars,
  overrides: ConnectionOverrides,
  become: Become | null,
): Connection {
  const keyFile = vars.text('ansible_private_key_file', 'ansible_ssh_private_key_file') ?? overrides.keyFile ?? null;
  const keyFiles = keyFile === null ? [] : [keyFile.replace(/^~(?=\/|$)/u, () => overrides.home)];
  const password = vars.secret('ansible_password', 'ansible_ssh_pass', 'ansible_ssh_password');
  if (client === 'openssh' && password !== null) vars.say(...PASSWORD_FOR_OPENSSH);
  return {
    kind: 'ssh',
    client,
    host: host.name,
    address: vars.text('ansible_host', 'ansible_ssh_host') ?? host.name,
    port: vars.port('ansible_port', 'ansible_ssh_port') ?? 22,
    user: vars.text('ansible_user', 'ansible_ssh_user') ?? overrides.user ?? overrides.defaultUser,
    keyFiles,
    password: password ?? (client === 'openssh' ? null : (overrides.password ?? null)),
    become,
    jumps: jumpHosts(host, vars, overrides).map((jump) => ({
      ...jump,
      // Nobody's else, as for ssh: `ansible_user` and `-u` speak of the host alone.
      user: jump.user ?? overrides.defaultUser,
      keyFiles,
    })),
  };
}

const PASSWORD_FOR_OPENSSH = [
  'ansible_password',
  'password-for-openssh',
  "can't be handed to the system's ssh, which asks a person for it",
  'use a key or an agent, or leave the host to `ansible_connection: ssh2`',
] as const;
