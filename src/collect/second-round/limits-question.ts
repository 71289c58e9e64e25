import { fpmLogFiles, logsAtStart } from '../../facts/fpm-logs.ts';
import { errorLogFiles } from '../../facts/nginx-logs.ts';
import { writtenFolders } from '../../facts/nginx-settings.ts';
import { workersOf } from '../../facts/pool-workers.ts';
import { poolValue } from '../../facts/pools.ts';
import type { FpmProgram, NginxProgram } from '../../facts/programs.ts';
import type { Process } from '../../facts/system.ts';
import type { Pool, Site } from '../../facts/topology.ts';
import type { LimitsQuestion } from './limits.ts';

/** No more processes than these have their files counted, and no more paths are asked for their file system. */
const MOST_PIDS = 40;
const MOST_PATHS = 40;

/** Asks for nginx's processes and one worker of each pool, for the ports of PHP's, and for what any of them writes to. */
export function limitsQuestion(
  nginx: NginxProgram | null,
  programs: readonly FpmProgram[],
  pools: readonly Pool[],
  processes: readonly Process[],
  sites: readonly Site[],
): LimitsQuestion {
  const addresses = sites.flatMap(({ targets }) => targets.flatMap(({ address }) => address ?? []));
  return {
    pids: [
      ...processes.filter(({ program }) => program === 'nginx'),
      ...pools.flatMap((pool) => workersOf(pool, processes).slice(0, 1)),
    ]
      .slice(0, MOST_PIDS)
      .map(({ pid }) => pid),
    ports: distinct(addresses.flatMap((address) => (address.kind === 'tcp' ? [address.port] : []))),
    paths: distinct([
      '/run',
      '/tmp',
      '/var/lib/suture',
      ...pools.flatMap(({ listen }) => (listen?.kind === 'unix' ? [listen.path] : [])),
      ...pools.flatMap(sessionFolder),
      ...(nginx === null ? [] : [...errorLogFiles(nginx), ...writtenFolders(nginx)]),
      ...programs.flatMap(fpmLogFiles),
      ...programs.flatMap(logsAtStart),
    ])
      .filter((path) => /^\/[^\n\0]*$/.test(path))
      .slice(0, MOST_PATHS),
  };
}

/** Where a pool's sessions are kept; Debian's place where nothing is written. */
function sessionFolder(pool: Pool): readonly string[] {
  const written = ['php_admin_value[session.save_path]', 'php_value[session.save_path]'].flatMap(
    (key) => poolValue(pool, key) ?? [],
  );
  // `N;MODE;/path` spreads the sessions over folders.
  return [(written[0] ?? '/var/lib/php/sessions').replace(/^.*;/, '')];
}

const distinct = <Item>(items: readonly Item[]): readonly Item[] => [...new Set(items)];
