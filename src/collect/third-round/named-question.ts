import { complaintsIn, fatalFile } from '../../facts/complaints.ts';
import type { Fact } from '../../facts/fact.ts';
import type { HostFacts } from '../../facts/host-facts.ts';
import type { LogLine } from '../../facts/log-line.ts';
import { nginxLoadedAt, nginxWorkers } from '../../facts/nginx-processes.ts';
import { keptFolders } from '../../facts/nginx-settings.ts';
import { workersOf } from '../../facts/pool-workers.ts';
import { poolsOf, poolValue } from '../../facts/pools.ts';
import { sitesOf } from '../../facts/sites.ts';
import type { Process } from '../../facts/system.ts';
import type { Pool } from '../../facts/topology.ts';
import { folderOf } from '../../formats/folder-of.ts';
import type { Worker } from '../second-round/worker.ts';
import { MOST_USERS, type NamedPathsQuestion, type NamedUser } from './named-paths.ts';
import type { PhpSettingsQuestion } from './php-settings.ts';

/** What is asked of paths that logs complain of, and of the settings that decide it. */
export interface NamedQuestions {
  readonly paths: NamedPathsQuestion;
  readonly settings: PhpSettingsQuestion | null;
}

/** No more paths than these are asked about: those of the newest complaints. */
const MOST_PATHS = 30;
const MOST_SITES = 10;

/**
 * What the logs' complaints since nginx last read its files give reason to ask, and scripts that PHP-FPM doesn't find; null
 * where nothing does, which is so on nearly every host.
 */
export function namedQuestions(facts: HostFacts): NamedQuestions | null {
  // Who isn't root can neither go everywhere nor ask as somebody else.
  if (facts.identity.state !== 'known' || !facts.identity.value.root) return null;
  const processes = listOf(facts.processes);
  const programs = listOf(facts.fpm);
  const pools = poolsOf(programs);
  const nginx = facts.nginx.state === 'known' ? facts.nginx.value : null;
  const since = nginxLoadedAt(processes) ?? 0;
  const lines = listOf(facts.logLines)
    .filter(({ program, at }) => program !== 'nginx' || at >= since)
    .toReversed();
  const kept = nginx === null ? [] : keptFolders(nginx);
  const sites = nginx === null ? [] : sitesOf(nginx);
  const statuses = listOf(facts.siteStatuses);
  const unseen = sites.flatMap(({ id, script }) =>
    script.state === 'named' && statuses.some((each) => each.site === id && isRefused(each.status))
      ? [script.path]
      : [],
  );
  const paths = distinct([...lines.flatMap((line) => pathsIn(line, kept)), ...unseen])
    .filter((path) => /^\/[^\n\0]*$/.test(path))
    .slice(0, MOST_PATHS);
  const asksSettings = lines.some(({ message }) => OF_SETTINGS.test(message));
  if (paths.length === 0 && !asksSettings) return null;
  const scripts = sites.flatMap(({ script }) => (script.state === 'named' ? [folderOf(script.path)] : []));
  const folders = distinct([...lines.flatMap(scriptFolder), ...scripts]).slice(0, MOST_SITES);
  const first = pools.flatMap((pool) => userOf(pool, processes))[0];
  return {
    paths: { paths, users: usersOf(pools, processes) },
    settings: asksSettings
      ? {
          folders: distinct(programs.map(({ configPath }) => folderOf(configPath))).slice(0, MOST_SITES),
          sites: first === undefined ? [] : folders.map((folder) => ({ folder, worker: first.worker })),
        }
      : null,
  };
}

/** What a program is refused, or has no room for. A file that is missing is what clients ask for, but in nginx's own folders. */
function pathsIn(line: LogLine, kept: readonly string[]): readonly string[] {
  const complaints = complaintsIn(line).filter(
    ({ by, errno, path }) => REFUSED.has(errno) || by === 'php' || kept.some((folder) => path.startsWith(`${folder}/`)),
  );
  return [...complaints.map(({ path }) => path), fatalFile(line) ?? ''];
}

const REFUSED: ReadonlySet<number> = new Set([1, 13, 28, 30, 122]);

const isRefused = (status: number | null): boolean => status === 403 || status === 404;

/** What PHP's own settings may have decided. */
const OF_SETTINGS =
  /open_basedir restriction in effect|[Ff]ailed opening required|Call to undefined function|disabled for security reasons|[Ff]ile upload error|session_start\(\)|Unable to open primary script/;

const scriptFolder = ({ message }: LogLine): readonly string[] =>
  [...message.matchAll(/(?:primary script: |File\()(\/[^\s"'()]+)/g)].map(([, path = '']) => folderOf(path));

/** nginx's worker and each pool's user, each once. */
function usersOf(pools: readonly Pool[], processes: readonly Process[]): readonly NamedUser[] {
  const nginx = nginxWorkers(processes).slice(0, 1).map(asProcess);
  const all = [...nginx, ...pools.flatMap((pool) => userOf(pool, processes))];
  return [...new Map(all.map((each) => [each.user, each])).values()].slice(0, MOST_USERS);
}

function userOf(pool: Pool, processes: readonly Process[]): readonly NamedUser[] {
  const [running] = workersOf(pool, processes);
  if (running !== undefined) return [asProcess(running)];
  const user = poolValue(pool, 'user') ?? '';
  return /^[A-Za-z_][A-Za-z0-9_.-]*$/.test(user) ? [{ user, worker: { from: 'name', user } satisfies Worker }] : [];
}

const asProcess = ({ user, uid, gid, groups }: Process): NamedUser => ({
  user,
  worker: { from: 'process', uid, gid, groups },
});

const listOf = <Item>(fact: Fact<readonly Item[]>): readonly Item[] => (fact.state === 'known' ? fact.value : []);

const distinct = (words: readonly string[]): readonly string[] => [...new Set(words.filter((word) => word !== ''))];
