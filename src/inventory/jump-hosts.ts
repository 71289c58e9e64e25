import type { ConnectionVars } from './connection-vars.ts';
import type { JumpHost } from './inventory.ts';
import { jumpOfCommand, type NamedJump, readChain } from './jump-words.ts';
import type { SaidArgs } from './login-args.ts';
import { wrongAddress, wrongUser } from './network-names.ts';
import type { AskSsh } from './ssh-config/ask.ts';
import type { SshSettings } from './ssh-config/settings.ts';

/** How a host is come to: over jump hosts, in the order in which they are passed, or by a command that ssh runs. */
export interface WayThere {
  readonly jumps: readonly JumpHost[];
  readonly proxyCommand: string | null;
  /** What ssh's configuration has for a jump host is for ssh alone. */
  readonly isForSshAlone: boolean;
}

/** What is said for all jump hosts of a host: who passes them, by which keys. */
interface Passing {
  readonly defaultUser: string;
  /** By `suture_jump_key`, which wins over what is said of a single one. */
  readonly jumpKeyFiles: readonly string[];
  /** The host's own keys, which are good where nothing else is said. */
  readonly keyFiles: readonly string[];
  /** What the host's vars hand to ssh. */
  readonly args: readonly SaidArgs[];
  readonly home: string;
}

/** The way as it is written, and the var or whatever else says so. */
interface Written {
  readonly from: string;
  readonly text: string;
  readonly kind: 'jumps' | 'command';
}

/** The way to a host: by `suture_jump`, else by what Ansible's vars hand to ssh, else by ssh's configuration. */
export function wayThere(vars: ConnectionVars, passing: Passing, ask: AskSsh, settings: SshSettings | null): WayThere {
  const own = vars.text('suture_jump');
  const written =
    own === null
      ? (fromSshArgs(passing.args) ?? fromSettings(settings))
      : ({ from: 'suture_jump', text: own, kind: 'jumps' } as const);
  if (written === null || /^none$/iu.test(written.text)) return { jumps: [], proxyCommand: null, isForSshAlone: false };
  const named = namedJumps(written, vars);
  if (named === null) return { jumps: [], proxyCommand: written.text, isForSshAlone: true };
  return { ...resolved(named, written.from, vars, passing, ask), proxyCommand: null };
}

/** Null for a command that isn't just a jump. */
function namedJumps({ from, text, kind }: Written, vars: ConnectionVars): readonly NamedJump[] | null {
  if (kind === 'command') {
    const jump = jumpOfCommand(text);
    return jump === null ? null : [jump];
  }
  const chain = readChain(text);
  if (chain !== null) return chain;
  const hint = 'write `user@host:port`, with commas between several';
  vars.say(from, 'jump-host', `names a jump host that can't be read: ${JSON.stringify(text)}`, hint);
  return [];
}

const LONGEST_CHAIN = 8;

/** What ssh's configuration knows of jump hosts; the way to the first of a chain may lead over others. */
function resolved(
  named: readonly NamedJump[],
  from: string,
  vars: ConnectionVars,
  passing: Passing,
  ask: AskSsh,
): Pick<WayThere, 'jumps' | 'isForSshAlone'> {
  const jumps: JumpHost[] = [];
  let isForSshAlone = false;
  let waiting = [...named];
  let next = waiting.pop();
  while (next !== undefined && jumps.length < LONGEST_CHAIN) {
    const { address, port, user, keyFile } = next;
    const isNamed = vars.judge([from], address, wrongAddress) && (user === null || vars.judge([from], user, wrongUser));
    if (!isNamed) return { jumps: [], isForSshAlone };
    const isOnlyName = port === null && user === null;
    const told = ask({ name: address, port, user, isOnlyName });
    jumps.unshift({
      address: told?.hostName ?? address,
      port: port ?? told?.port ?? 22,
      // Nobody's else, as for ssh: `ansible_user` and `-u` speak of the host alone.
      user: user ?? told?.user ?? passing.defaultUser,
      keyFiles: keysFor(keyFile, told, passing),
      configured: told === null ? null : { name: address, file: told.file, hostKeyAlias: told.hostKeyAlias },
    });
    if (told !== null) {
      vars.judge(['suture_ssh_config'], told.hostName, wrongAddress);
      vars.judge(['suture_ssh_config'], user ?? told.user, wrongUser);
      if (told.hostKeyAlias !== null) vars.judge(['suture_ssh_config'], told.hostKeyAlias, wrongAddress);
    }
    isForSshAlone ||= told?.isForSshAlone === true;
    const before = waiting.length > 0 ? null : fromSettings(told);
    if (before !== null) {
      const way = /^none$/iu.test(before.text) ? [] : namedJumps(before, vars);
      if (way === null) {
        const message = `leads over the jump host ${address}, whose ProxyCommand is not just a jump`;
        vars.say(from, 'jump-host', message, 'name the jump hosts on the way there: `suture_jump: first,second`');
      }
      waiting = [...(way ?? [])];
    }
    next = waiting.pop();
  }
  if (next !== undefined) vars.say(from, 'jump-host', `leads over more than ${LONGEST_CHAIN} jump hosts`);
  return { jumps, isForSshAlone };
}

function keysFor(keyFile: string | null, told: SshSettings | null, passing: Passing): readonly string[] {
  if (passing.jumpKeyFiles.length > 0) return passing.jumpKeyFiles;
  if (keyFile !== null) return [keyFile.replace(/^~(?=\/)/u, () => passing.home)];
  return told !== null && told.keyFiles.length > 0 ? told.keyFiles : passing.keyFiles;
}

function fromSettings(settings: SshSettings | null): Written | null {
  const from = 'suture_ssh_config';
  if (settings?.proxyJump != null) return { from, text: settings.proxyJump, kind: 'jumps' };
  return settings?.proxyCommand == null ? null : { from, text: settings.proxyCommand, kind: 'command' };
}

function fromSshArgs(said: readonly SaidArgs[]): Written | null {
  for (const { from, args } of said) {
    if (args.proxyCommand !== null) return { from, text: args.proxyCommand, kind: 'command' };
    if (args.proxyJump !== null) return { from, text: args.proxyJump, kind: 'jumps' };
  }
  return null;
}
