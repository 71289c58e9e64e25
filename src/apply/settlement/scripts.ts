import { shellQuote } from '../../formats/shell-quote.ts';
import { type ReadScript, readScript, type WriteScript, writeScript } from '../../transport/script.ts';
import { judgingWaysTo, ways } from '../../collect/shell/ways.ts';
import type { HostPlaces } from '../places.ts';
import { bootUnit } from '../transaction/shell/at-boot.ts';
import { disarming } from '../transaction/shell/dead-mans-switch.ts';
import { durable } from '../transaction/shell/durable.ts';
import { unlocking } from '../transaction/shell/locking.ts';
import { looking } from '../transaction/shell/looking.ts';
import { atWork, rootAlone } from '../transaction/shell/root-alone.ts';
import { logging, speaking } from '../transaction/shell/speaking.ts';
import { whereabouts } from '../transaction/undo-script.ts';

/** Keeps what a run did to a host: the switch stands down, the lock is given back. Doing it twice does no harm. */
export const confirmScript = (places: HostPlaces, run: string, boundary: string): WriteScript =>
  writeScript(
    [
      settling(places, run, boundary),
      logging,
      durable,
      unlocking,
      bootUnit,
      disarming,
      confirming,
      `${unlessRefused(true)}confirm </dev/null\nexit\n`,
    ].join('\n'),
  );

/** How the undo that a host has of a run is called. */
export interface UndoCall {
  /** Puts old files back over versions that somebody made since, which are kept aside. */
  readonly force: boolean;
  /** Leaves a run alone that is confirmed: settles, and takes nothing back. */
  readonly onlyOpen: boolean;
  /** Refuses a run at which a process of the host's is just now; else that process is stopped. */
  readonly fromElsewhere: boolean;
}

/** Runs the undo that the host has of a run. */
export const undoRunScript = (
  places: HostPlaces,
  run: string,
  boundary: string,
  { force, onlyOpen, fromElsewhere }: UndoCall,
): WriteScript =>
  writeScript(
    [
      settling(places, run, boundary),
      `force=${force ? '--force' : ''}`,
      `${unlessRefused(fromElsewhere)}if [ -r "$tx/undo.sh" ]; then
  sh "$tx/undo.sh" --boundary "$boundary" --because ${onlyOpen ? 'settle' : 'operator'} $force </dev/null
else
  say "settled none"
fi
exit
`,
    ].join('\n'),
  );

/** Asks the host's own preview of a run's undo. */
export const previewRunScript = (places: HostPlaces, run: string, boundary: string): ReadScript =>
  readScript(
    [
      settling(places, run, boundary),
      `${unlessRefused(false)}run_state=$(state_of "$run")
say "state \${run_state:-none}"
[ ! -r "$tx/preview.sh" ] || sh "$tx/preview.sh" "$boundary" </dev/null
say "end"
exit
`,
    ].join('\n'),
  );

/** What every script needs that settles a run, or says what that would do. */
const settling = (places: HostPlaces, run: string, boundary: string): string => {
  const tx = `${places.state}/tx/${run}`;
  return [
    head(places, run, boundary),
    speaking,
    looking,
    ways,
    judgingWaysTo([`${tx}/any`], [`${tx}/undo.sh`, `${tx}/preview.sh`]),
    rootAlone,
    atWork,
    refusing,
  ].join('\n');
};

const refusing = `
refuse() {
  say "refused $1 $(encoded "$2")"
  exit 0
}
`;

const unlessRefused = (busy: boolean): string => `
[ "$(id -u)" = 0 ] || refuse no-root 'only root can settle a run'
tx_is_roots || refuse unsafe-state "$not_roots"
${busy ? `! is_at_work || refuse at-work "run $run is being worked on here just now: it is \${now_at:-about to begin}"` : ''}
cd /
`;

const head = (places: HostPlaces, run: string, boundary: string): string =>
  [
    whereabouts(places, run),
    `boundary=${shellQuote(boundary)}`,
    "LC_ALL=C\nPATH=$PATH:/usr/sbin:/usr/bin:/sbin:/bin\nexport LC_ALL PATH\numask 077\ntrap '' HUP PIPE",
  ].join('\n');

const confirming = `
confirm() {
  word=settled
  if [ -e "$tx/state.applied" ] && advance applied confirmed; then
    note confirmed
    word=confirmed
  fi
  now=$(state_of "$run")
  # One that was confirmed before may have been cut off before it gave the lock back.
  if [ "$now" = confirmed ]; then
    # In this order: if it is cut off, the switch still fires, finds this confirmed and clears away what is left.
    forget_boot
    disarm "$tx/switch"
    release_lock
  fi
  say "$word \${now:-none}"
}
`;
