import type { Result } from '../base/result.ts';
import type { ErrorGrades } from '../checks/define-check.ts';
import type { Connection } from '../inventory/inventory.ts';
import type { OpenHost, SessionError } from '../transport/session.ts';
import type { Listener } from './events.ts';

/** Opens the way to a host; keys, known hosts and deadlines are settled already. */
type Open = (connection: Connection) => Promise<Result<OpenHost, SessionError>>;

/** The hosts of a run, and how they are reached and looked at. */
export interface Fleet {
  readonly connections: readonly Connection[];
  readonly open: Open;
  /** Hosts in flight at once. */
  readonly forks: number;
  /** How far back logs count. */
  readonly sinceSeconds: number;
  /** How unexplained errors are graded; as usual where it is not said. */
  readonly errorGrades?: ErrorGrades;
  /** How long one look at a host may take, connection not included. */
  readonly lookTimeoutMs: number;
  readonly listen: Listener;
  /** Aborted once somebody has interrupted the run: then nothing new is begun on any host. */
  readonly signal: AbortSignal;
}
