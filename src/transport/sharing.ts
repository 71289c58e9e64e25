import type { Result } from '../base/result.ts';
import type { SessionError } from './session.ts';

/** Something open that hosts share: to be called by each who uses it, before and after. */
export interface Shared {
  readonly take: () => void;
  readonly release: () => void;
}

/** What is open, or being opened, by what tells one from the other. */
export type SharedOnes<S extends Shared> = Map<string, Promise<Result<S, SessionError>>>;

/** How long a failure stands for all who would share what can't be opened, each of whom would otherwise wait for it anew. */
const FAILURE_STANDS_MS = 5_000;

const IDLE_MS = 100;

/** What has this id, taken already; it is opened where it isn't yet, and `open` gets what to call once it has ended. */
export async function shared<S extends Shared>(
  ones: SharedOnes<S>,
  id: string,
  open: (ended: () => void) => Promise<Result<S, SessionError>>,
): Promise<Result<S, SessionError>> {
  const kept = ones.get(id);
  if (kept !== undefined) return taken(await kept);
  const forget = (): void => {
    if (ones.get(id) === opening) ones.delete(id);
  };
  const opening = open(forget);
  ones.set(id, opening);
  const opened = await opening;
  if (!opened.ok) setTimeout(forget, FAILURE_STANDS_MS).unref();
  return taken(opened);
}

function taken<S extends Shared>(opened: Result<S, SessionError>): Result<S, SessionError> {
  if (opened.ok) opened.value.take();
  return opened;
}

/** Counts who uses something; once nobody has for a moment, it is to `close`, unless it was told to `stop` before. */
export function closeWhenIdle(close: () => void): Shared & { readonly stop: () => void } {
  let users = 0;
  let isStopped = false;
  let idle: NodeJS.Timeout | undefined;
  // Not at once: of a fleet of one fork, the next host comes in a moment.
  const rest = (): void => {
    clearTimeout(idle);
    if (users === 0 && !isStopped) idle = setTimeout(close, IDLE_MS);
  };
  rest();
  return {
    take: () => {
      users += 1;
      clearTimeout(idle);
    },
    release: () => {
      users -= 1;
      rest();
    },
    stop: () => {
      isStopped = true;
      clearTimeout(idle);
    },
  };
}
