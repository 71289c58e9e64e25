import type { Address } from '../../formats/address.ts';
import { listenAddress } from '../../formats/fpm/listen-address.ts';
import type { ReadableFacts } from '../known-facts.ts';
import type { FpmProgram } from '../programs.ts';
import { answers } from '../same-host.ts';
import { namesAddress } from './names-address.ts';
import type { OwnedAddress, Owner } from './owner.ts';
import { type Supervisor, supervisorOf } from './supervisor.ts';
import type { Container, Engine, Mention, OwnerSearch, PoolInFile } from './owner-search.ts';

type Found = Pick<OwnedAddress, 'owner' | 'doubts'>;

/**
 * Whose an address is at which nobody listens, and to which no pool that a PHP-FPM reads is written; `scripts` are the folders
 * in which nginx has PHP look for what to run there.
 */
export function searchedOwner(
  address: Address,
  scripts: readonly string[],
  { ownerSearch, fpm }: Pick<ReadableFacts, 'ownerSearch' | 'fpm'>,
): Found {
  if (!ownerSearch.addresses.some((each) => JSON.stringify(each) === JSON.stringify(address))) {
    return { owner: { kind: 'unknown', why: 'more addresses are dead than are searched for on one host' }, doubts: [] };
  }
  const named = ownerSearch.mentions.filter(
    (mention) => namesAddress(mention.text, address) === 'surely' && !isOfRunningFpm(mention, fpm),
  );
  const perhaps = ownerSearch.mentions.filter(
    (mention) => namesAddress(mention.text, address) === 'perhaps' && !isOfRunningFpm(mention, fpm),
  );
  const aside = ownerSearch.poolFiles.filter((pool) => !isLoaded(pool, fpm) && listensAt(pool, address));
  const doubts = [
    ...perhaps.slice(0, 3).map(({ file, line, text }) => `${file}:${line} may name it: ${text}`),
    ...unknownStarters(ownerSearch, fpm).map((file) => `${file} starts a PHP-FPM of which nothing else is known`),
    ...ownerSearch.engines.flatMap((engine) => engineDoubts(engine, address)),
    ...ownerSearch.remembered
      .filter(({ text }) => namesAddress(text, address) !== 'no')
      .slice(-1)
      .map(({ by, text }) => `${by} told the journal of it: ${text}`),
    ...ownerSearch.unsearched.map((place) => `${place} could not be read`),
  ];
  const owner =
    bySupervisor(named, ownerSearch, KEEPERS) ??
    byUnit(named, ownerSearch, address) ??
    byContainer(ownerSearch, address, scripts) ??
    bySupervisor(named, ownerSearch, ['init']) ??
    byFile(named) ??
    bySetAside(aside);
  if (owner !== null) return { owner, doubts };
  if (doubts.length > 0) return { owner: { kind: 'unknown', why: doubts.join('; ') }, doubts };
  return { owner: { kind: 'nobody', searched: ownerSearch.searched }, doubts: [] };
}

/**
 * Where a PHP-FPM that runs listens is known from its pools: what else its unit names is none of its addresses, as the link
 * /run/php/php-fpm.sock that each of Debian's units hands to its helper.
 */
const isOfRunningFpm = ({ units }: Mention, fpm: readonly FpmProgram[]): boolean =>
  units.length > 0 && units.every((name) => fpm.some(({ unit, masterPid }) => unit === name && masterPid !== null));

const KEEPERS: readonly Supervisor['kind'][] = ['supervisor', 'runit', 's6', 'pm2'];

/** What the file of a supervisor of these kinds names; where the supervisor itself is a unit that doesn't run, that comes first. */
function bySupervisor(
  named: readonly Mention[],
  { supervised = [], units }: OwnerSearch,
  kinds: readonly Supervisor['kind'][],
): Owner | null {
  for (const mention of named) {
    const supervisor = supervisorOf(mention.file);
    if (supervisor === null || !kinds.includes(supervisor.kind)) continue;
    if (units.some(({ name, active }) => mention.units.includes(name) && active !== 'active')) continue;
    const own = supervised.findLast(({ file, line }) => file === mention.file && line <= mention.line);
    const name = own?.name ?? supervisor.name;
    const by = { file: mention.file, line: mention.line, text: mention.text };
    return { kind: 'supervised', supervisor: { ...supervisor, name }, state: own?.state ?? null, by };
  }
  return null;
}

function byUnit(named: readonly Mention[], { units }: OwnerSearch, address: Address): Owner | null {
  const socket = units.find(({ settings }) =>
    (settings?.listens ?? []).some((each) => namesAddress(each, address) === 'surely'),
  );
  const names = [...new Set(named.flatMap((mention) => mention.units))];
  // A socket unit and its service are one.
  const services = names.filter(
    (name) => !name.endsWith('.socket') || !names.includes(name.replace(/socket$/, 'service')),
  );
  const [only, second] = services;
  const by = named.find((mention) => mention.units.length > 0) ?? null;
  if (socket !== undefined) return { kind: 'service', unit: socket.name, known: 'declares', by: lineOf(by) };
  if (only === undefined) return null;
  if (second !== undefined) return { kind: 'unknown', why: `several units name it: ${services.join(', ')}` };
  return { kind: 'service', unit: only, known: 'declares', by: lineOf(by) };
}

function byContainer({ engines }: OwnerSearch, address: Address, scripts: readonly string[]): Owner | null {
  for (const { command, containers } of engines) {
    const all = containers ?? [];
    const found = all.find((each) => leadsInto(each, address)) ?? all.find((each) => hasScripts(each, scripts));
    if (found !== undefined) return { kind: 'container', engine: command, name: found.name, running: found.running };
  }
  return null;
}

/** Whether an address of the host's is a container's: a port of its, or a path that it has inside. */
function leadsInto({ publishes, mounts, network, exposes = [] }: Container, address: Address): boolean {
  if (address.kind === 'unix') {
    return mounts.some((mount) => mount.length > 1 && (address.path === mount || address.path.startsWith(`${mount}/`)));
  }
  const own = network === 'host' && exposes.includes(`${address.port}/tcp`);
  return own || publishes.some((each) => each.endsWith(`:${address.port}`));
}

/** Whether nginx has PHP run what has that path inside a container alone. */
const hasScripts = ({ inside = [] }: Container, scripts: readonly string[]): boolean =>
  scripts.some((folder) =>
    inside.some(({ from, to }) => from !== to && to.length > 1 && (folder === to || folder.startsWith(`${to}/`))),
  );

function byFile(named: readonly Mention[]): Owner | null {
  const by = lineOf(named.find(({ units }) => units.length === 0) ?? null);
  return by === null ? null : { kind: 'named', by };
}

function bySetAside([pool]: readonly PoolInFile[]): Owner | null {
  if (pool === undefined) return null;
  const by = { file: pool.file, line: pool.line, text: `[${pool.pool}] listen = ${pool.listen}` };
  return { kind: 'set-aside', pool: pool.pool, user: pool.user, by };
}

const lineOf = (mention: Mention | null) =>
  mention === null ? null : { file: mention.file, line: mention.line, text: mention.text };

const isLoaded = ({ file }: PoolInFile, fpm: readonly FpmProgram[]): boolean =>
  fpm.some(({ files }) => files.some(({ path, realPath }) => path === file || realPath === file));

function listensAt({ listen }: PoolInFile, asked: Address): boolean {
  const address = listenAddress(listen, '');
  if (address?.kind === 'unix') return asked.kind === 'unix' && namesAddress(address.path, asked) === 'surely';
  return address !== null && asked.kind === 'tcp' && address.port === asked.port && answers(address.host, asked.host);
}

/**
 * A package's own init script, beside its unit, is the PHP-FPM that is known; Debian leaves the script of a PHP that is gone
 * behind, and any that is there is known by its binary.
 */
const unknownStarters = ({ starters }: OwnerSearch, fpm: readonly FpmProgram[]): readonly string[] =>
  starters.filter((file) => {
    const name = file.slice(file.lastIndexOf('/') + 1);
    const isKnown = fpm.some(({ unit, script }) => unit === `${name}.service` || script === file);
    return !isKnown && !/^\/etc\/init\.d\/php\d+\.\d+-fpm$/.test(file);
  });

/** An engine that answers is believed: what speaks of a container that is gone, or that doesn't tell its ports, is said. */
function engineDoubts({ command, containers, images = [] }: Engine, address: Address): readonly string[] {
  const where = address.kind === 'tcp' ? `port ${address.port}` : address.path;
  if (containers === null) {
    return [`${command} is on this host and does not run, so whether a container of its has ${where} can't be told`];
  }
  const sharing = containers.filter(({ network, running }) => address.kind === 'tcp' && network === 'host' && !running);
  const unused = images.filter((name) => !containers.some(({ image }) => image === name || name.endsWith(`/${image}`)));
  return [
    ...sharing.map(
      ({ name }) => `container ${name} of ${command} is stopped and may have had ${where} on the host's network`,
    ),
    ...unused
      .slice(0, 1)
      .map((name) => `${command} has the image ${name}, and a container of it that is gone may have had ${where}`),
  ];
}
