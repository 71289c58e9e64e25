import { err, ok, type Result } from '../base/result.ts';
import { type Mistake, showMistake } from '../base/user-error.ts';
import { type BecomeOverrides, becomeOf } from './become-of.ts';
import { type ConnectionVars, connectionVars } from './connection-vars.ts';
import type { Connection, Host, SshConnection } from './inventory.ts';
import { readExpectations } from './read-expectations.ts';
import { sshConnection, type SshOverrides } from './ssh-connection.ts';

/** What the command line and the runner's own account say; as in Ansible, a host's vars win over all of it. */
export type ConnectionOverrides = SshOverrides & BecomeOverrides;

/** How to reach a host and what is expected of it, or all that is wrong with the vars that say so. */
export function connectionOf(host: Host, overrides: ConnectionOverrides): Result<Connection, readonly Mistake[]> {
  if (host.sealed !== undefined) return err(host.sealed);
  const vars = connectionVars(host, overrides);
  const way = wayOf(vars);
  const become = becomeOf(vars, overrides);
  const connection: Connection =
    way === 'local' ? { kind: way, host: host.name, become } : sshConnection(host, way, become, vars, overrides);
  const expects = readExpectations(host, overrides);
  const mistakes = [...vars.mistakes, ...(expects.ok ? [] : expects.error)];
  if (mistakes.length > 0 || !expects.ok) return err(mistakes);
  return ok(expects.value.length === 0 ? connection : { ...connection, expects: expects.value });
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
