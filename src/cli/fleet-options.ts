import type { VaultOptions } from './inventory/vault-options.ts';
import { ERROR_GRADES, type ErrorGrades } from '../checks/define-check.ts';
import { type Command, InvalidArgumentError, Option } from 'commander';

/** The options that all commands which contact hosts share, as commander hands them over. */
export interface FleetOptions extends VaultOptions {
  readonly inventory?: readonly string[];
  readonly limit?: string;
  readonly extraVars?: readonly string[];
  readonly forks: number;
  readonly user?: string;
  readonly privateKey?: string;
  readonly askPass?: boolean;
  readonly connectionPasswordFile?: string;
  readonly sshConfig?: string;
  readonly become?: boolean;
  readonly becomeMethod?: 'sudo' | 'su' | 'doas';
  readonly askBecomePass?: boolean;
  readonly becomePasswordFile?: string;
  readonly local?: boolean;
  readonly knownHosts?: string;
  readonly hostKeys: 'strict' | 'accept-new';
  readonly timeout: number;
  readonly connectTimeout: number;
  readonly since: number;
  readonly errors: ErrorGrades;
  readonly output: OutputFormat;
  readonly stateDir?: string;
  readonly verbose: number;
  readonly quiet?: boolean;
  readonly color: boolean;
}

/** What stdout carries. */
export type OutputFormat = 'human' | 'json' | 'jsonl';

/** Adds the shared options to a command. */
export function withFleetOptions(command: Command): Command {
  return withInventoryOptions(command)
    .option('-f, --forks <n>', 'hosts in flight at once', wholeNumber, 32)
    .option('-u, --user <name>', 'log in as this user')
    .option('-k, --private-key <file>', 'offer this key')
    .option('--ask-pass', 'ask for the password to log in with')
    .option('--connection-password-file <file>', 'read it from the first line of a file')
    .option('--ssh-config <yes|no|file>', "ask ssh's configuration how to reach hosts")
    .option('-b, --become', 'act as root')
    .option('--no-become', 'look without root, whatever the inventory says')
    .addOption(
      new Option('--become-method <program>', 'what makes root (default: sudo)').choices(['sudo', 'su', 'doas']),
    )
    .option('-K, --ask-become-pass', 'ask for the password that this takes')
    .option('--become-password-file <file>', 'read it from the first line of a file')
    .option('--local', 'this machine, without SSH')
    .option('--known-hosts <file>', "known_hosts to trust (default: $SUTURE_KNOWN_HOSTS, then OpenSSH's own)")
    .addOption(
      new Option('--host-keys <mode>', 'what to do about a host that known_hosts does not know')
        .choices(['strict', 'accept-new'])
        .default('strict'),
    )
    .option('--timeout <s>', 'seconds that one look at a host may take', seconds, 30)
    .option('--connect-timeout <s>', 'seconds to reach a host and log in', seconds, 10)
    .option('--since <t>', 'how far back logs count: 90s, 15m, 2h, 1d', duration, 900)
    .option(
      '--errors <warning,critical,percent>',
      'from how many unexplained errors of a site on it is a warning, or critical',
      errorGrades,
      ERROR_GRADES,
    )
    .addOption(
      new Option('-o, --output <format>', 'what stdout carries').choices(['human', 'json', 'jsonl']).default('human'),
    )
    .option('--state-dir <dir>', 'where runs and their journals are kept (default: $SUTURE_STATE_DIR)')
    .option('-v, --verbose', 'say more; twice: log what happens', (_, before: number) => before + 1, 0)
    .option('-q, --quiet', 'no progress on stderr')
    .option('--no-color', 'no colours (NO_COLOR does the same)');
}

/** Adds only what is needed to read an inventory. */
export const withInventoryOptions = (command: Command): Command =>
  command
    .option(
      '-i, --inventory <path>',
      'inventory: a file, a folder, an executable, or `host,host`; repeatable (default: $SUTURE_INVENTORY, ./inventory.yml, /etc/suture/inventory.yml)',
      repeated,
    )
    .option(
      '-l, --limit <pattern>',
      "only these hosts, by Ansible's patterns: web*, db:!db3, web:&eu, ~regex, web[0:2], @file",
    )
    .option(
      '-e, --extra-vars <vars>',
      'vars over all others: key=value, a mapping in YAML or JSON, or @file; repeatable',
      repeated,
    )
    .option('--ask-vault-pass', "ask for Ansible Vault's password")
    .option('--vault-password-file <file>', 'a file that has it, or a program that prints it; repeatable', repeated)
    .option(
      '--vault-id <id>',
      'LABEL@FILE or LABEL@prompt: the password for what has this label; repeatable',
      repeated,
    );

const repeated = (value: string, before: readonly string[] | undefined): readonly string[] => [
  ...(before ?? []),
  value,
];

function wholeNumber(text: string): number {
  const number = Number(text);
  if (!Number.isInteger(number) || number < 1 || number > 10_000)
    throw new InvalidArgumentError('a whole number from 1 to 10000');
  return number;
}

/** Reads `3,10,1%`: from how many errors on it is a warning, from how many critical, or from what part of the requests. */
function errorGrades(text: string): ErrorGrades {
  const [, warning, critical, percent] = /^(\d{1,6}),(\d{1,6})(?:,(\d{1,3}(?:\.\d{1,3})?)%?)?$/.exec(text) ?? [];
  const grades: ErrorGrades = {
    warning: Number(warning),
    critical: Number(critical),
    criticalPercent: percent === undefined ? ERROR_GRADES.criticalPercent : Number(percent),
  };
  if (!(grades.warning >= 1 && grades.critical >= grades.warning))
    throw new InvalidArgumentError('two numbers, and a part of the requests: 3,10,1%');
  return grades;
}

/** Reads an option that is a time in seconds. */
export function seconds(text: string): number {
  const number = Number(text);
  if (!(number > 0 && number <= 86_400)) throw new InvalidArgumentError('a number of seconds, at most a day');
  return number;
}

/** Reads an option that is a plan's hash, or enough of its beginning. */
export function planHash(text: string): string {
  if (!/^[0-9a-f]{8,64}$/.test(text)) throw new InvalidArgumentError('8 to 64 hexadecimal digits');
  return text;
}

/** Reads an option that says which hosts of an earlier run are meant. */
export function rerun(text: string): string {
  if (!/^failed(?::.+)?$/.test(text)) throw new InvalidArgumentError('failed, or failed:RUN');
  return text;
}

const UNITS: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: 86_400 };

/** Reads an option that is a time as people write it, in seconds. */
export function duration(text: string): number {
  const match = /^(\d{1,6})([smhd])$/.exec(text);
  const unit = UNITS[match?.[2] ?? ''];
  if (match === null || unit === undefined)
    throw new InvalidArgumentError('a number and s, m, h or d: 90s, 15m, 2h, 1d');
  return Number(match[1]) * unit;
}
