import { type OpenTransaction, runOfTransaction } from '../facts/open-transaction.ts';
import { defineCheck, type FindingDraft } from './define-check.ts';
import { showTime } from './evidence/evidence.ts';
import type { Evidence, Severity } from './finding.ts';

/** Some run, of this runner or another, has a transaction on the host that isn't settled. */
export const openTransaction = defineCheck({
  cause: 'open-transaction',
  station: 'aside',
  level: 'manual',
  severity: 'warning',
  title: 'A run has not settled what it changed on this host',
  reads: ['openTransactions'],
  consults: ['identity'],
  run: ({ openTransactions, identity }) =>
    openTransactions.map((open): FindingDraft => {
      const { severity, words, choice } = standing(open, identity?.now ?? 0);
      const since = open.since === '' ? '' : ` since ${open.since}`;
      const who = open.who === '' ? 'somebody who is not named' : open.who;
      return {
        subject: open.id,
        severity,
        message: `run ${runOfTransaction(open.id)} of ${who} holds this host${since} (${open.state}): ${words}`,
        evidence: evidenceOf(open),
        remedy: null,
        whyNoRemedy: open.undo === 'others' && choice !== WAIT ? `${choice}; ${NOT_ROOTS}` : choice,
        sites: [],
      };
    }),
});

/** How a transaction stands, and what a person may do about it. */
interface Standing {
  readonly severity: Severity;
  readonly words: string;
  readonly choice: string;
}

function standing(open: OpenTransaction, now: number): Standing {
  const run = runOfTransaction(open.id);
  const undo = `\`suture undo ${run} -l HOST\``;
  const confirm = `\`suture confirm ${run} -l HOST\``;
  const end = whatWaits(open, now);
  switch (open.state) {
    case 'preparing':
      return open.atWork
        ? { severity: 'notice', words: 'it is about to change it', choice: WAIT }
        : { severity: 'notice', words: 'it ended before it changed anything', choice: 'the next run clears it away' };
    case 'applying':
      if (open.atWork) return { severity: 'notice', words: 'it is changing it just now', choice: WAIT };
      return {
        severity: 'warning',
        words: `it was cut off while it changed it; ${end}`,
        choice: `${undo}, from any runner, puts back what it had changed; it can't be confirmed, as it never came to its end`,
      };
    case 'applied':
      return {
        severity: 'warning',
        words: `what it changed is in place, and nobody has confirmed it yet; ${end}`,
        choice: `from any runner, ${confirm} keeps what it changed and ${undo} puts back what was there before; a run that is still at it says so itself in a moment`,
      };
    case 'undoing':
      if (open.atWork) return { severity: 'notice', words: 'it is being undone just now', choice: WAIT };
      return {
        severity: 'warning',
        words: `its undo was cut off; ${end}`,
        choice: `${undo}, from any runner, goes on with it; there is nothing left to confirm`,
      };
    case 'undo-failed':
      return {
        severity: 'warning',
        words: `its undo failed in part, so some of what it changed is still there; ${end}`,
        choice: `${undo}, from any runner, tries again and says what is in the way; with --force it accepts units that won't start; until then no other run changes this host`,
      };
    case 'undone':
      return { severity: 'notice', words: 'it is undone, and still has the lock', choice: CLEARED };
    case 'confirmed':
      if (open.atWork)
        return { severity: 'notice', words: 'it is confirmed, and about to be taken back', choice: WAIT };
      return { severity: 'notice', words: 'it is confirmed, and still has the lock', choice: CLEARED };
  }
}

const WAIT = 'it is at work just now, and settles itself; ask again in a moment';
const CLEARED = 'the next run takes the lock over';
const NOT_ROOTS = "its undo.sh could be changed by others than root, so Suture won't run it";

function whatWaits({ armed, firesAt, state }: OpenTransaction, now: number): string {
  if (armed === null) return 'whether its timer still waits could not be asked';
  if (!armed) return "no timer waits any more, so nothing is undone by itself before the host's next boot";
  if (state === 'undo-failed' || state === 'undoing' || firesAt === null || firesAt <= now) {
    return 'the host tries by itself again';
  }
  return `the host undoes it by itself at ${showTime(firesAt) ?? '?'} unless it is confirmed`;
}

function evidenceOf({ id, state, who, since, firesAt, armed, paths }: OpenTransaction): readonly Evidence[] {
  const folder = `/var/lib/suture/tx/${id}`;
  const line = (source: string, text: string): Evidence => ({ source, line: null, text, at: null });
  return [
    line(folder, `state ${state}`),
    line(`${folder}/header`, `who=${who} since=${since}`),
    ...(armed === true ? [line(`${folder}/switch`, `armed; fires ${showTime(firesAt) ?? 'again and again'}`)] : []),
    ...paths.map((path) => line(`${folder}/paths`, path)),
  ];
}
