import { showPlace } from '../base/place.ts';
import { err, ok, type Result } from '../base/result.ts';
import { type Mistake, UserError } from '../base/user-error.ts';
import { type ConnectionVars, connectionVars } from './connection-vars.ts';
import type { Become, Connection, Host } from './inventory.ts';

/** What the command line and the runner's own account say; as in Ansible, a host's vars win over all of it. */
export interface ConnectionDefaults {
  readonly user: string | null;
  readonly keyFile: string | null;
  readonly become: boolean;
  readonly becomePassword: string | null;
  /** The user who runs Suture. */
  readonly defaultUser: string;
  /** That user's home: what `~` stands for. */
  readonly home: string;
}

/** How to reach a host. Throws a UserError with all that is wrong with its connection vars. */
export function connectionOf(host: Host, defaults: ConnectionDefaults): Connection {
  const connection = readConnection(host, defaults);
  if (!connection.ok) throw new UserError(connection.error);
  return connection.value;
}

/** How to reach each of these hosts, by name. Throws a UserError; a mistake that hosts share is said once. */
export function connectionsOf(hosts: readonly Host[], defaults: ConnectionDefaults): ReadonlyMap<string, Connection> {
  const mistakes = new Map<string, Mistake>();
  const connections = new Map<string, Connection>();
  for (const host of hosts) {
    const connection = readConnection(host, defaults);
    if (connection.ok) connections.set(host.name, connection.value);
    else for (const mistake of connection.error) mistakes.set(keyOf(mistake), mistake);
  }
  if (mistakes.size > 0) throw new UserError([...mistakes.values()]);
  return connections;
}

const keyOf = ({ place, message }: Mistake): string => `${place === undefined ? '' : showPlace(place)} ${message}`;

function readConnection(host: Host, defaults: ConnectionDefaults): Result<Connection, readonly Mistake[]> {
  const vars = connectionVars(host);
  const kind = kindOf(vars);
  const become = becomeOf(vars, defaults);
  const connection: Connection =
    kind === 'local' ? { kind, host: host.name, become } : sshTo(host, vars, defaults, become);
  return vars.mistakes.length > 0 ? err(vars.mistakes) : ok(connection);
}

function kindOf(vars: ConnectionVars): Connection['kind'] {
  const name = vars.text('ansible_connection') ?? 'ssh';
  const plain = name.replace(/^ansible\.builtin\./u, '');
  if (plain === 'local') return 'local';
  if (!['ssh', 'paramiko', 'paramiko_ssh', 'smart'].includes(plain)) {
    const hint = 'write `ssh`, or `local` for this machine';
    vars.say('ansible_connection', 'unknown-connection', `names a way to reach hosts that isn't known: ${name}`, hint);
  }
  return 'ssh';
}

function sshTo(host: Host, vars: ConnectionVars, defaults: ConnectionDefaults, become: Become | null): Connection {
  refuseJumpHosts(host, vars);
  const keyFile = vars.text('ansible_private_key_file', 'ansible_ssh_private_key_file') ?? defaults.keyFile;
  return {
    kind: 'ssh',
    host: host.name,
    address: vars.text('ansible_host', 'ansible_ssh_host') ?? host.name,
    port: vars.port('ansible_port', 'ansible_ssh_port') ?? 22,
    user: vars.text('ansible_user', 'ansible_ssh_user') ?? defaults.user ?? defaults.defaultUser,
    keyFiles: keyFile === null ? [] : [keyFile.replace(/^~(?=\/|$)/u, () => defaults.home)],
    password: vars.secret('ansible_password', 'ansible_ssh_pass', 'ansible_ssh_password'),
    become,
  };
}

/** Left alone, the host would seem unreachable, and nobody would know why. */
function refuseJumpHosts(host: Host, vars: ConnectionVars): void {
  for (const name of ['ansible_ssh_args', 'ansible_ssh_common_args', 'ansible_ssh_extra_args']) {
    const value = host.vars[name];
    if (typeof value !== 'string' || !/Proxy(?:Jump|Command)|(?:^|\s)-J/iu.test(value)) continue;
    const hint = 'run Suture where the host can be reached directly';
    vars.say(name, 'jump-host', "names a jump host, and jump hosts aren't supported yet", hint);
  }
}

function becomeOf(vars: ConnectionVars, defaults: ConnectionDefaults): Become | null {
  const user = vars.text('ansible_become_user', 'ansible_sudo_user') ?? 'root';
  const password = vars.secret('ansible_become_password', 'ansible_become_pass', 'ansible_sudo_pass');
  const method = vars.text('ansible_become_method') ?? 'sudo';
  if (!(vars.flag('ansible_become') ?? defaults.become)) return null;
  if (method.replace(/^ansible\.builtin\./u, '') !== 'sudo') {
    vars.say(
      'ansible_become_method',
      'unknown-become-method',
      `must be sudo: ${method} isn't supported yet`,
      'write `sudo`',
    );
  }
  return { method: 'sudo', user, password: password ?? defaults.becomePassword };
}
