import { accessLogsOf } from '../../facts/access-logs.ts';
import { type Ask, asksOf } from '../../facts/asks.ts';
import { cachedSites } from '../../facts/caches.ts';
import type { Fact } from '../../facts/fact.ts';
import { fpmLogFiles, logsAtStart, unopenedLog } from '../../facts/fpm-logs.ts';
import type { FirstRound } from '../../facts/host-facts.ts';
import { maintenanceFlags } from '../../facts/maintenance-rules.ts';
import { listening } from '../../facts/links.ts';
import { namedTarget } from '../../facts/named-target.ts';
import { nginxLoadedAt } from '../../facts/nginx-processes.ts';
import { nginxWorkerUser } from '../../facts/nginx-settings.ts';
import { poolsOf, poolValue } from '../../facts/pools.ts';
import { routesOf } from '../../facts/routes/routes.ts';
import { sitesOf } from '../../facts/sites.ts';
import type { FastcgiTarget, Pool, Site } from '../../facts/topology.ts';
import type { AccessQuestion } from './access-counts.ts';
import type { LimitsQuestion } from './limits.ts';
import { limitsQuestion } from './limits-question.ts';
import type { LogQuestion } from './log-lines.ts';
import { logQuestion } from './log-question.ts';
import { ownerQuestion, type OwnerQuestion } from './owner-question.ts';
import type { RoomQuestion } from './room.ts';
import { roomQuestion } from './room-question.ts';
import type { Worker } from './worker.ts';

/** What the first round has answered, its accounts aside. */
export type FirstFacts = { readonly [Name in Exclude<keyof FirstRound, 'accounts'>]: Fact<FirstRound[Name]> };

/** What only the first round's answers could name. */
export interface Questions {
  readonly users: readonly string[];
  readonly paths: readonly string[];
  readonly worker: Worker | null;
  /** What nginx connects to by name. */
  readonly names: readonly string[];
  readonly sites: readonly Site[];
  /** What is asked of nginx. */
  readonly asks: readonly Ask[];
  /** The ids of those at whose addresses nobody listens. */
  readonly likelySick: readonly string[];
  readonly logs: LogQuestion;
  readonly access: AccessQuestion;
  readonly room: RoomQuestion;
  readonly limits: LimitsQuestion;
  readonly owners: OwnerQuestion;
}

/** Works out what to ask next; what is unknown so far leads to no question. */
export function questionsOf(facts: FirstFacts, sinceSeconds: number): Questions {
  const nginx = facts.nginx.state === 'known' ? facts.nginx.value : null;
  const programs = listOf(facts.fpm);
  const processes = listOf(facts.processes);
  const identity = facts.identity.state === 'known' ? facts.identity.value : null;
  const sites = nginx === null ? [] : sitesOf(nginx);
  const routes = nginx === null ? [] : routesOf(nginx);
  const pools = poolsOf(programs);
  const configured = nginx === null ? null : nginxWorkerUser(nginx);
  const running = processes.find(({ program, role }) => program === 'nginx' && role === 'worker');
  return {
    users: distinct([
      ...processes.map(({ user }) => user),
      ...(configured === null ? [] : [configured]),
      ...pools.flatMap(usersOf),
      ...USUAL,
    ]).slice(0, 40),
    paths: distinct([
      // Why a test can't open a log is asked only where it says so.
      ...programs.flatMap((program) => (unopenedLog(program.test) === null ? [] : logsAtStart(program))),
      ...pools.flatMap(({ listen }) => (listen?.kind === 'unix' ? [listen.path] : [])),
      ...routes.flatMap(({ targets }) =>
        targets.flatMap(({ address }) => (address?.kind === 'unix' ? [address.path] : [])),
      ),
      // Who isn't root would be stopped by a folder of somebody's home, and learn nothing of the sockets.
      ...(identity?.root === true ? sites : []).flatMap(({ script }) =>
        script.state === 'named' ? [script.path] : [],
      ),
      ...(identity?.root === true && nginx !== null ? maintenanceFlags(nginx) : []).slice(0, 20),
    ])
      .filter((path) => /^\/[^\n\0]*$/.test(path))
      .slice(0, 200),
    worker:
      running !== undefined
        ? { from: 'process', uid: running.uid, gid: running.gid, groups: running.groups }
        : configured !== null
          ? { from: 'name', user: configured }
          : nginx && { from: 'binary', binary: nginx.binary },
    names: distinct(sites.flatMap(({ targets }) => targets.flatMap(namedTarget).map(({ host }) => host))).slice(0, 20),
    sites,
    asks: nginx === null ? [] : asksOf(sites, routesOf(nginx), cachedSites(nginx)),
    likelySick: likelySick(sites, facts),
    logs: logQuestion({ identity, nginx, programs, processes, units: listOf(facts.units) }, sinceSeconds),
    access: {
      logs: nginx === null ? [] : accessLogsOf(nginx),
      since: Math.max((identity?.now ?? 0) - sinceSeconds, nginxLoadedAt(processes) ?? 0),
    },
    room: roomQuestion(pools, processes, listOf(facts.units), programs.flatMap(fpmLogFiles)),
    limits: limitsQuestion(nginx, programs, pools, processes, sites),
    owners: ownerQuestion({
      routes,
      pools,
      processes,
      unixListeners: listOf(facts.unixListeners),
      tcpListeners: listOf(facts.tcpListeners),
      units: listOf(facts.units),
    }),
  };
}

function likelySick(sites: readonly Site[], { unixListeners, tcpListeners }: FirstFacts): readonly string[] {
  if (unixListeners.state !== 'known' || tcpListeners.state !== 'known') return [];
  const isListening = listening([], unixListeners.value, tcpListeners.value);
  const isDead = ({ address }: FastcgiTarget): boolean => address !== null && !isListening(address);
  return sites.filter(({ targets, proxies }) => [...targets, ...proxies].some(isDead)).map(({ id }) => id);
}

/** Accounts that packages give to web servers, so that a check can name the right one where the wrong one is written. */
const USUAL = ['www-data', 'nginx', 'apache', 'http', 'nobody'];

function usersOf(pool: Pool): readonly string[] {
  const names = ['user', 'listen.owner', 'listen.acl_users'].flatMap((key) => (poolValue(pool, key) ?? '').split(','));
  return names.map((name) => name.trim()).filter((name) => /^[A-Za-z0-9_][A-Za-z0-9_.@$-]*$/.test(name));
}

const listOf = <Item>(fact: Fact<readonly Item[]>): readonly Item[] => (fact.state === 'known' ? fact.value : []);

const distinct = (words: readonly string[]): readonly string[] => [...new Set(words.filter((word) => word !== ''))];
