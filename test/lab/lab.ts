import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { parse } from 'yaml';

import { type CommandOutput, runCommand } from './command.ts';
import { type HttpAnswer, httpAnswer } from './http-answer.ts';
import { snapshotScript } from './snapshot.ts';

/** A fleet of lab hosts that a test has to itself. */
export interface Lab {
  readonly name: string;
  /** web01, web02, … */
  readonly hosts: readonly string[];
  readonly inventory: string;
  readonly knownHosts: string;
  readonly privateKey: string;
  /** The port on 127.0.0.1 of a host's sshd. It stays when the host is healed. */
  sshPort(host: string): number;
  /** The port on 127.0.0.1 of a host's nginx. It stays when the host is healed. */
  httpPort(host: string): number;
  /** Gives a host a fault of docker/faults. Rejects if it didn't take. */
  breakHost(host: string, fault: string): Promise<void>;
  /** Rearranges a host to a layout of docker/layouts. */
  layOut(host: string, layout: string): Promise<void>;
  /** Makes a host anew from its image, or from that of another kind (trixie, sysvinit …). */
  heal(host: string, kind?: string): Promise<void>;
  /** Runs a sh command line as root inside a host; any exit status is an answer. */
  execOn(host: string, command: string): Promise<CommandOutput>;
  /** The host's state as text, to be compared byte for byte: files, owners, modes, links, ACLs, unit states. */
  snapshot(host: string, alsoWatched?: readonly string[]): Promise<string>;
  /** What a client on this machine gets from a host's site. */
  httpStatus(host: string, site?: string): Promise<HttpAnswer>;
  takeDown(): Promise<void>;
}

const root = join(import.meta.dirname, '../..');

/** The name of a host's container. */
export const containerOf = (name: string, host: string): string =>
  execFileSync(join(root, 'docker/lab'), ['container', host], {
    encoding: 'utf8',
    env: { ...process.env, SUTURE_LAB: name },
  }).trim();

/**
 * Starts a fleet of `size` hosts named after the test that asks, each answering 200, all of one kind (bookworm, bullseye,
 * trixie, plus, sysvinit, openrc). Hosts that run are reused as they are.
 */
export async function bringUp(name: string, size: number, kind = 'bookworm'): Promise<Lab> {
  const { status, stderr } = await runLab(name, ['up', String(size)], { SUTURE_LAB_IMAGE: kind });
  if (status !== 0) throw new Error(`a fleet "${name}" of ${kind} did not come up:\n${stderr}`);
  const state = join(root, '.lab', name);
  const ports = readPorts(join(state, 'inventory.yml'));
  const port = (host: string, key: keyof Ports): number => {
    const found = ports.get(host)?.[key];
    if (found === undefined) throw new Error(`no ${host} in the fleet "${name}"`);
    return found;
  };
  const execOn = (host: string, command: string): Promise<CommandOutput> =>
    runLab(name, ['exec', host, 'sh', '-c', command]);
  return {
    name,
    hosts: [...ports.keys()],
    inventory: join(state, 'inventory.yml'),
    knownHosts: join(state, 'known_hosts'),
    privateKey: join(state, 'id_ed25519'),
    sshPort: (host) => port(host, 'ansible_port'),
    httpPort: (host) => port(host, 'lab_http_port'),
    breakHost: (host, fault) => lab(name, 'break', host, fault),
    layOut: (host, layout) => lab(name, 'layout', host, layout),
    heal: (host, kind) => lab(name, 'heal', host, ...(kind === undefined ? [] : [kind])),
    execOn,
    snapshot: async (host, alsoWatched) => (await execOn(host, snapshotScript(alsoWatched))).stdout,
    httpStatus: (host, site) => httpAnswer(port(host, 'lab_http_port'), site),
    takeDown: () => lab(name, 'down'),
  };
}

/** As `bringUp`, but each host is fresh: a run of the tests that was stopped may have left broken ones. */
export async function bringUpAnew(name: string, size: number, kind?: string): Promise<Lab> {
  await runLab(name, ['down']);
  return bringUp(name, size, kind);
}

interface Ports {
  readonly ansible_port: number;
  readonly lab_http_port: number;
}

function readPorts(inventory: string): Map<string, Ports> {
  const read = parse(readFileSync(inventory, 'utf8')) as { all: { hosts: Record<string, Ports> } };
  return new Map(Object.entries(read.all.hosts));
}

async function lab(name: string, ...args: string[]): Promise<void> {
  const { status, stderr } = await runLab(name, args);
  if (status !== 0)
    throw new Error(`docker/lab ${args.join(' ')} (fleet "${name}") ended with ${String(status)}:\n${stderr}`);
}

function runLab(
  name: string,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<CommandOutput> {
  return runCommand(join(root, 'docker/lab'), args, { SUTURE_LAB: name, ...env });
}
