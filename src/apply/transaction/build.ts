import { shellQuote } from '../../formats/shell-quote.ts';
import type { HostPlan } from '../../plan/plan.ts';
import { type WriteScript, writeScript } from '../../transport/script.ts';
import type { HostPlaces } from '../places.ts';
import { backingUp } from './shell/backing-up.ts';
import { changing } from './shell/changing.ts';
import { action } from './actions.ts';
import { comparisons } from './comparisons.ts';
import { backups, flushed, pathsOf, rooms, staging, workables } from './preparations.ts';
import { comparing } from './shell/comparing.ts';
import { bootUnit } from './shell/at-boot.ts';
import { askingHttp } from './shell/asking-http.ts';
import { arming, disarming, watching } from './shell/dead-mans-switch.ts';
import { durable } from './shell/durable.ts';
import { forgetting } from './shell/forgetting.ts';
import { locking, settlingTheDead, unlocking } from './shell/locking.ts';
import { looking } from './shell/looking.ts';
import { recognising } from './shell/recognising.ts';
import { running } from './shell/running.ts';
import { amongOthers } from './shell/among-others.ts';
import { sockets } from './shell/sockets.ts';
import { logging, speaking } from './shell/speaking.ts';
import { transacting } from './shell/transacting.ts';
import { findingStage, staging as stagingThere } from './shell/staging.ts';
import { waiting } from './shell/waiting.ts';
import { readingThere, ways } from '../../collect/shell/ways.ts';
import { waysTo } from './ways.ts';
import { bounded, unitMoves, unitStates, unitVerbs } from './shell/units.ts';
import { previewScript, shellFunction, undoScript, whereabouts } from './undo-script.ts';

/** What a transaction's script is made for. */
export interface TransactionFrame {
  readonly places: HostPlaces;
  readonly run: string;
  /** Who asked for it, in one line; other people read it when the host is locked. */
  readonly who: string;
  readonly boundary: string;
  /** What the transaction's units are named by, which anybody on the host may read. */
  readonly token: string;
  /** Seconds until the dead man's switch fires. */
  readonly window: number;
  /** The plans that the same run has applied to this host before, in order; their ids and this plan's differ. */
  readonly earlier: readonly HostPlan[];
}

/**
 * Makes the POSIX-sh script that applies a sound plan to its host; it is parsed as a whole before its last line runs it.
 * A run's later round goes on with the transaction that is open: what it adds is undone together with what was before.
 */
export function buildTransaction(
  plan: HostPlan,
  { places, run, who, boundary, token, window, earlier }: TransactionFrame,
): WriteScript {
  const round = earlier.length + 1;
  const whole: HostPlan = { ...plan, changes: [...earlier.flatMap(({ changes }) => changes), ...plan.changes] };
  const values = { boundary, token, who: oneLine(who), window: String(window), round: String(round) };
  return writeScript(
    [
      whereabouts(places, run),
      ...Object.entries(values).map(([name, value]) => `${name}=${shellQuote(value)}`),
      speaking,
      logging,
      looking,
      ways,
      recognising,
      readingThere,
      findingStage,
      stagingThere,
      sockets,
      durable,
      bounded,
      unitStates,
      unitMoves,
      unitVerbs,
      locking,
      unlocking,
      watching,
      settlingTheDead,
      forgetting,
      bootUnit,
      arming,
      disarming,
      comparing,
      backingUp,
      waiting,
      askingHttp,
      running,
      amongOthers,
      changing,
      transacting,
      waysTo(whole.changes, places),
      shellFunction('compare', comparisons(plan, whole)),
      shellFunction('enough_room', rooms(plan, places)),
      shellFunction('ready', workables(plan)),
      shellFunction('keep', backups(plan, whole)),
      staging(plan, undoScript(places, run, whole, round), previewScript(places, run, whole), pathsOf(whole)),
      shellFunction('flush_backups', [`flush ${flushed(plan, whole).join(' ')}`]),
      shellFunction(
        'change',
        plan.changes.map((change) => action(whole, change)),
      ),
      `${round === 1 ? 'suture_transaction' : 'suture_next_round'} </dev/null\nexit\n`,
    ].join('\n'),
  );
}

const oneLine = (text: string): string => text.replaceAll(/[\0-\x1f\x7f]+/g, ' ').slice(0, 200);
