import { chmodSync, chownSync, mkdirSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { applyPlan } from '../../src/apply/apply-plan.ts';
import { previewUndo } from '../../src/apply/preview-undo.ts';
import { confirm, undo } from '../../src/apply/settle.ts';
import type { TransactionEvent } from '../../src/apply/transaction/event.ts';
import type { TransactionOutcome } from '../../src/apply/transaction/outcome.ts';
import type { HostPlan } from '../../src/plan/plan.ts';
import type { WriteSession } from '../../src/transport/session.ts';
import { openTransactions } from './open-transactions.ts';
import { shellSession } from './shell-session.ts';

let rooms = 0;
/** The run that rooms apply plans as, where nothing else is said. */
export const run = '20261121T074512Z-k3f9';

/** A folder below `scratch` with files to change and a place for the host's state, and what can be done there; `owner` has the files' folder. */
export function roomIn(scratch: string, session: WriteSession = shellSession('here', ['sh']), owner = 0) {
  rooms += 1;
  const folder = join(scratch, `room${rooms}`);
  const files = join(folder, 'etc');
  mkdirSync(files, { recursive: true });
  chownSync(files, owner, owner);
  const places = { state: join(folder, 'state') };
  const events: TransactionEvent[] = [];
  const apply = async (
    plan: HostPlan,
    options: { run?: string; confirmWithinSeconds?: number; onEvent?: (event: TransactionEvent) => void } = {},
  ): Promise<TransactionOutcome> => {
    const applied = await applyPlan(session, plan, {
      run: options.run ?? run,
      who: 'alice@desk',
      confirmWithinSeconds: options.confirmWithinSeconds ?? 600,
      timeoutMs: 60_000,
      places,
      onEvent: (event) => {
        events.push(event);
        options.onEvent?.(event);
      },
    });
    if (!applied.ok) throw new Error(applied.error.message);
    return applied.value;
  };
  const file = (name: string, text: string, mode = 0o644): string => {
    const path = join(files, name);
    writeFileSync(path, text);
    chmodSync(path, mode);
    // busybox's cp keeps whole seconds only
    utimesSync(path, 1_600_000_000, 1_600_000_000);
    return path;
  };
  const settle = {
    confirm: async (id = run) => unwrap(await confirm(session, id, { places })),
    undo: async (force = false, id = run) => unwrap(await undo(session, id, { places, force })),
    preview: async (id = run) => {
      const told = unwrap(await previewUndo(session, id, { places }));
      if ('reason' in told) throw new Error(told.why);
      return told;
    },
    open: async () => await openTransactions(session, places.state),
  };
  return { session, files, places, events, apply, file, settle, tx: join(places.state, 'tx', run) };
}

function unwrap<T>(result: { ok: true; value: T } | { ok: false; error: { message: string } }): T {
  if (!result.ok) throw new Error(result.error.message);
  return result.value;
}

/** Waits until something is so; throws after twenty seconds. */
export async function until(condition: () => boolean): Promise<void> {
  const deadline = Date.now() + 20_000;
  while (!condition()) {
    if (Date.now() > deadline) throw new Error('waited too long');
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
