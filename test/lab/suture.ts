import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { type CommandOutput, runCommand } from './command.ts';
import type { Lab } from './lab.ts';

/** The fields of a host in `-o json` that the tests look at (docs/cli.md). */
export interface HostJson {
  readonly host: string;
  readonly status: string;
  readonly elapsedMs: number;
  readonly findings: readonly FindingJson[];
  readonly skipped: readonly { readonly cause: string; readonly why: string }[];
  readonly sites: readonly SiteJson[];
  readonly changes: readonly ChangeJson[];
  readonly refused: readonly { readonly finding: string | null; readonly why: string }[];
  readonly differences: readonly { readonly what: string; readonly expected: string; readonly found: string }[];
  readonly rehearsed: boolean;
  readonly revealed: readonly FindingJson[];
  readonly verify: { readonly before: LookJson; readonly after: LookJson } | null;
  readonly error?: { readonly reason: string; readonly message: string; readonly hint: string | null };
}

/** A finding of `-o json`. */
interface FindingJson {
  readonly cause: string;
  readonly severity: 'critical' | 'warning' | 'notice';
  readonly subject: string;
  readonly remedy: { readonly step: string; readonly summary: string } | null;
  readonly whyNoRemedy?: string;
  readonly because: readonly string[];
}

interface SiteJson {
  readonly site: string;
  readonly status: number | null;
}

interface ChangeJson {
  readonly kind: string;
  readonly summary: string;
  readonly state: string;
  readonly afterwards?: true;
}

interface LookJson {
  readonly findings: readonly FindingJson[];
  readonly sites: readonly SiteJson[];
}

/** How a command of Suture's ended. */
export interface Ended {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
  readonly run: string;
  readonly plan?: { readonly file: string; readonly hash: string };
  readonly hosts: readonly HostJson[];
  /** One host's part of the JSON. Throws, with what Suture said, where there is none. */
  readonly host: (name: string) => HostJson;
}

/** Suture's command line on a fleet, with a state folder of its own. */
export interface Suture {
  readonly stateDir: string;
  /** Runs a command that contacts hosts, with the fleet's inventory and known_hosts and JSON on stdout. */
  readonly fleet: (...args: readonly string[]) => Promise<Ended>;
  /** Runs `history` or `show`. */
  readonly journal: (...args: readonly string[]) => Promise<CommandOutput>;
  /** Starts a command that contacts hosts, and leaves what becomes of it to the caller; nothing is on its stdin. */
  readonly start: (...args: readonly string[]) => ChildProcess;
  /** The words of a command that contacts hosts, for who starts it in a way of their own. */
  readonly words: (...args: readonly string[]) => readonly string[];
  readonly dispose: () => void;
}

const program = join(import.meta.dirname, '../../dist/suture.js');

/** Prepares Suture for a fleet; `inventory` and `knownHosts` replace the fleet's own. Throws where dist/ isn't built. */
export function sutureOn(lab: Pick<Lab, 'inventory' | 'knownHosts'>): Suture {
  if (!existsSync(program)) throw new Error(`${program} is missing: npm run build`);
  const stateDir = mkdtempSync(join(tmpdir(), 'suture-lab-'));
  const words = (...args: readonly string[]): readonly string[] => [
    program,
    ...args,
    ...['--inventory', lab.inventory, '--known-hosts', lab.knownHosts, '--state-dir', stateDir],
  ];
  const fleet = async (...args: readonly string[]): Promise<Ended> =>
    ended(await runCommand(process.execPath, [...words(...args), '--output', 'json']));
  return {
    stateDir,
    fleet,
    journal: (...args) => runCommand(process.execPath, [program, ...args, '--state-dir', stateDir]),
    start: (...args) => spawn(process.execPath, words(...args), { stdio: 'ignore' }),
    words,
    dispose: () => rmSync(stateDir, { recursive: true, force: true }),
  };
}

function ended({ status, stdout, stderr }: CommandOutput): Ended {
  const { run = '', hosts = [], plan } = stdout.startsWith('{') ? (JSON.parse(stdout) as Partial<Ended>) : {};
  return {
    exitCode: status,
    stdout,
    stderr,
    run,
    ...(plan && { plan }),
    hosts,
    host: (name) => {
      const found = hosts.find(({ host }) => host === name);
      if (found === undefined) throw new Error(`Suture (exit ${String(status)}) says nothing of ${name}:\n${stderr}`);
      return found;
    },
  };
}
