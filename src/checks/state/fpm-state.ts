import { whyRefused } from '../../facts/unit-refusals.ts';
import { startsBy, supervisorOf } from '../../facts/owners/supervisor.ts';
import { unopenedLog } from '../../facts/fpm-logs.ts';
import { type FpmProgram, type NginxProgram, refuses } from '../../facts/programs.ts';
import { poolsOf } from '../../facts/pools.ts';
import type { Process, Unit } from '../../facts/system.ts';
import type { Link, Pool } from '../../facts/topology.ts';

/** A PHP-FPM and what sites ask of it. */
export interface FpmDemand {
  readonly program: FpmProgram;
  readonly unit: Unit | undefined;
  /** Links to an address that one of its pools is written to listen on. */
  readonly links: readonly Link[];
  /** Links that no pool claims and nobody answers, which by all signs were meant for this PHP-FPM. */
  readonly orphans: readonly Link[];
  /** Both: what fails while this PHP-FPM is down, or will as soon as nginx asks at the right address. */
  readonly wanted: readonly Link[];
  readonly state: 'running' | 'stopped';
}

/** Every PHP-FPM of a host with what sites ask of it. */
export function fpmDemands(
  fpm: readonly FpmProgram[],
  links: readonly Link[],
  units: readonly Unit[] | undefined,
): readonly FpmDemand[] {
  const unanswered = links.filter(isOrphan);
  const orphans = unanswered.filter(({ claimed }) => !claimed);
  return fpm.map((program) => {
    const unit = units?.find(({ name }) => name === program.unit);
    const own = links.filter(({ pools }) => pools.some((pool) => hasPool(program, pool)));
    const meant = (hasLostItsPools(program) ? unanswered : orphans).filter(
      (link) => fpm.length === 1 || namesVersion(link, program.version),
    );
    return {
      program,
      unit,
      links: own,
      orphans: meant,
      wanted: [...own, ...meant],
      state: isRunning(program, unit) ? 'running' : 'stopped',
    };
  });
}

/** Whether PHP-FPM refuses to start, and its files have no pool: files that were set aside may be its own. */
const hasLostItsPools = (program: FpmProgram): boolean =>
  refuses(program.test) && program.files.length > 0 && poolsOf([program]).length === 0;

/** The links that a pool is there for, out of its PHP-FPM's pools: who asks elsewhere can only have meant the one that there is. */
export const linksMeant = ({ links, wanted }: FpmDemand, pool: Pool, pools: readonly Pool[]): readonly Link[] =>
  pools.length === 1 ? wanted : links.filter((link) => link.pools.some(({ id }) => id === pool.id));

/** Whether a link leads to an address of this host that no pool has and nobody answers. */
export const isOrphan = ({ target, pools, listening, local }: Link): boolean =>
  target.address !== null && local && pools.length === 0 && !listening;

/**
 * Whether a PHP-FPM is there for nginx on other hosts, which Suture can't ask: it is to start at boot, and no nginx is
 * here. That nginx is undefined tells it only to a check that reads links, which are unknown where nginx is.
 */
export const servesElsewhere = ({ unit }: FpmDemand, nginx: NginxProgram | undefined): boolean =>
  nginx === undefined && unit?.enabled === 'enabled';

/** Whether a pool is this PHP-FPM's. */
export const hasPool = (program: FpmProgram, pool: Pool): boolean =>
  pool.configPath === program.configPath && pool.version === program.version;

/** The name by which findings speak of a PHP-FPM: its unit, else its configuration. */
export const subjectOf = ({ unit, configPath }: FpmProgram): string => unit ?? configPath;

export { shortName } from '../../facts/system.ts';

/** The sites of links, each once. */
export const sitesOfLinks = (links: readonly Link[]): readonly string[] => [
  ...new Set(links.map(({ target }) => target.site)),
];

/** The sites of links with a verb: `a.example:80, b.example:80 need`. */
export function whoNeeds(links: readonly Link[]): string {
  const sites = sitesOfLinks(links);
  return `${sites.join(', ')} need${sites.length === 1 ? 's' : ''}`;
}

/** Why systemd can't be asked to start or restart a PHP-FPM with what is on the disk now; empty where it can. */
export function whyNotStartable(program: FpmProgram, units: readonly Unit[] | undefined): string {
  if (program.unit === null) {
    return program.script == null
      ? `no systemd unit runs the PHP-FPM of ${program.configPath}; whoever starts it by hand must do so again`
      : `no systemd unit runs the PHP-FPM of ${program.configPath}: ${howStarted(program.script)}`;
  }
  const unit = units?.find(({ name }) => name === program.unit);
  if (unit === undefined) return `what systemd makes of ${program.unit} isn't known`;
  const refused = whyRefused(unit, 'restart');
  if (refused !== '') return refused;
  return refusesItsFiles(program) ? `${program.testCommand.join(' ')} must pass first` : '';
}

function howStarted(script: string): string {
  const supervisor = supervisorOf(script);
  return supervisor === null || supervisor.kind === 'init'
    ? `${script} starts it, and has to be run by hand`
    : `${script} has it started by ${supervisor.kind}: ${startsBy(supervisor)}`;
}

/** Whether PHP-FPM's own test fails, and for more than the want of a folder for a log, which can be made. */
export const refusesItsFiles = ({ test }: FpmProgram): boolean =>
  refuses(test) && unopenedLog(test)?.startsWith('/var/log/') !== true;

/** When a PHP-FPM last started, reloaded or stopped, in seconds since the epoch; 0 where nothing tells. */
export function lastChangeOf(
  program: FpmProgram,
  units: readonly Unit[] | undefined,
  processes: readonly Process[] | undefined,
): number {
  const unit = units?.find(({ name }) => name === program.unit);
  const master = processes?.find(({ pid }) => pid === program.masterPid);
  return Math.max(unit?.stateChangedAt ?? 0, master?.startedAt ?? 0);
}

function isRunning({ masterPid }: FpmProgram, unit: Unit | undefined): boolean {
  if (masterPid !== null) return true;
  if (unit === undefined) return false;
  // `auto-restart` is the pause between two failed starts: nobody runs.
  if (unit.active === 'activating') return unit.sub !== 'auto-restart';
  // What init scripts start is `exited` once the script has ended, or once its processes are gone.
  return (unit.active === 'active' && unit.sub !== 'exited') || unit.active === 'reloading';
}

function namesVersion({ target: { address } }: Link, version: string): boolean {
  const [short] = /^\d+\.\d+/.exec(version) ?? [];
  if (address?.kind !== 'unix' || short === undefined) return false;
  const digits = short.replace('.', '\\.?');
  return new RegExp(`php(?:-?fpm)?-?${digits}(?!\\d)`).test(address.path);
}
