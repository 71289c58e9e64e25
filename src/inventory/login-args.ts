import type { ConnectionVars } from './connection-vars.ts';
import { readSshArgs, type SshArgs } from './ssh-args.ts';

/** Ansible's vars with arguments of ssh, in the order in which it hands them over: of each option the first counts. */
const ARGS = ['ansible_ssh_args', 'ansible_ssh_common_args', 'ansible_ssh_extra_args'] as const;

/** What one of these vars hands to ssh. */
export interface SaidArgs {
  readonly from: string;
  readonly args: SshArgs;
}

/** Something that arguments of ssh say, and the var that has them. */
interface From<Value> {
  readonly from: string;
  readonly value: Value;
}

/** What arguments of ssh say of logging in to a host. */
export interface LoginArgs {
  /** Over what the vars of the host say: Ansible hands `ansible_ssh_args` to ssh before them. */
  readonly over: LoginWords;
  /** Where neither the vars of the host nor the command line say. */
  readonly under: LoginWords;
  /** From `-F`: ssh's configuration, `none` for none at all. */
  readonly config: From<string> | null;
}

interface LoginWords {
  readonly user: From<string> | null;
  readonly port: number | null;
  readonly keyFiles: readonly string[];
}

/** Reads a host's arguments of ssh; what can't be read or honoured is said at its var. */
export function saidArgs(vars: ConnectionVars): readonly SaidArgs[] {
  const said = ARGS.flatMap((from): readonly SaidArgs[] => {
    const text = vars.maybe(from);
    const args = text === null ? null : readSshArgs(text);
    if (args === null) return [];
    if (args.ok) return [{ from, args: args.value }];
    vars.say(from, 'ssh-args', `can't be read: ${args.error}`);
    return [];
  });
  for (const each of said) sayUnheeded(each, vars);
  return said;
}

/** What these arguments say of logging in. */
export function loginArgs(said: readonly SaidArgs[], vars: ConnectionVars): LoginArgs {
  const files = said.flatMap(({ from, args }) => (args.config === null ? [] : [{ from, value: args.config }]));
  const under = said.filter((each) => !isOver(each));
  return { over: wordsIn(said.filter(isOver), vars), under: wordsIn(under, vars), config: files.at(-1) ?? null };
}

const isOver = ({ from }: SaidArgs): boolean => from === 'ansible_ssh_args';

function wordsIn(said: readonly SaidArgs[], vars: ConnectionVars): LoginWords {
  const [user = null] = said.flatMap(({ from, args }) => (args.user === null ? [] : [{ from, value: args.user }]));
  const [port = null] = said.flatMap(({ from, args }) => (args.port === null ? [] : [{ from, value: args.port }]));
  return { user, port: port === null ? null : portOf(port, vars), keyFiles: said.flatMap(({ args }) => args.keyFiles) };
}

function portOf({ from, value }: From<string>, vars: ConnectionVars): number | null {
  const port = /^\d{1,5}$/.test(value) ? Number(value) : 0;
  if (port >= 1 && port <= 65_535) return port;
  vars.say(from, 'bad-port', `has a port that must be from 1 to 65535, not ${JSON.stringify(value)}`);
  return null;
}

/** What would lead elsewhere, or log in otherwise, than Suture does. */
const UNHEEDED: ReadonlyMap<string, string> = new Map([
  ['hostname', 'HostName'],
  ['hostkeyalias', 'HostKeyAlias'],
  ['certificatefile', 'CertificateFile'],
  ['identityagent', 'IdentityAgent'],
  ['pkcs11provider', 'PKCS11Provider'],
  ['securitykeyprovider', 'SecurityKeyProvider'],
]);

function sayUnheeded({ from, args }: SaidArgs, vars: ConnectionVars): void {
  const names = [...new Set(args.keys.flatMap((key) => UNHEEDED.get(key) ?? []))];
  if (names.length === 0) return;
  const hint =
    "write it for this host into a file of ssh's own configuration, and name that: `suture_ssh_config: FILE`";
  vars.say(from, 'ssh-args', `has ${names.join(', ')}, which Suture can't take from there`, hint);
}
