import type { Directive } from '../../formats/nginx/directive.ts';
import { directivesNamed, nginxTree } from '../../facts/nginx-tree.ts';
import type { ReadableFacts } from '../../facts/known-facts.ts';
import type { NginxProgram } from '../../facts/programs.ts';
import { nginxWorkers } from './nginx-state.ts';

/** What nginx's files allow each of its workers. Source: ngx_core_module. */
export interface WorkerLimits {
  /** `worker_connections`, 512 where it isn't written. */
  readonly connections: number;
  readonly connectionsAt: Directive | undefined;
  readonly events: Directive | undefined;
  /** `worker_rlimit_nofile`; null where the limit that nginx was started with counts. */
  readonly files: number | null;
  readonly filesAt: Directive | undefined;
}

/** nginx's own default of `worker_connections`. */
export const DEFAULT_CONNECTIONS = 512;

/** The numbers in nginx's files; what makes no sense counts as not written. */
export function workerLimits(nginx: NginxProgram): WorkerLimits {
  const { directives } = nginxTree(nginx);
  const events = directivesNamed(directives, 'events')[0];
  const connectionsAt = directivesNamed(events?.children ?? null, 'worker_connections').at(-1);
  const filesAt = directivesNamed(directives, 'worker_rlimit_nofile').at(-1);
  return {
    connections: numberOf(connectionsAt) ?? DEFAULT_CONNECTIONS,
    connectionsAt,
    events,
    files: numberOf(filesAt),
    filesAt,
  };
}

/** How many files each of nginx's running workers may have open, and the most that one has; null where it isn't known. */
export function workerFiles({ processes, limits }: Partial<Pick<ReadableFacts, 'processes' | 'limits'>>): {
  readonly most: number | null;
  readonly open: number | null;
} {
  const pids = nginxWorkers(processes ?? []).map(({ pid }) => pid);
  const known = (limits?.openFiles ?? []).filter(({ pid }) => pids.includes(pid));
  const most = known.flatMap((each) => each.most ?? []);
  const open = known.flatMap((each) => each.open ?? []);
  return { most: most.length === 0 ? null : Math.min(...most), open: open.length === 0 ? null : Math.max(...open) };
}

function numberOf(directive: Directive | undefined): number | null {
  const text = directive?.args[0]?.value ?? '';
  return /^\d{1,9}$/.test(text) ? Number(text) : null;
}
