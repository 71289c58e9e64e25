import { shellQuote } from '../../formats/shell-quote.ts';
import { type ReadScript, readScript, type WriteScript, writeScript } from '../../transport/script.ts';
import type { HostPlaces } from '../places.ts';
import { bootUnit } from '../transaction/shell/at-boot.ts';
import { disarming, watching } from '../transaction/shell/dead-mans-switch.ts';
import { durable } from '../transaction/shell/durable.ts';
import { unlocking } from '../transaction/shell/locking.ts';
import { looking } from '../transaction/shell/looking.ts';
import { logging, speaking } from '../transaction/shell/speaking.ts';
import { whereabouts } from '../transaction/undo-script.ts';

/** Keeps what a run did to a host: the switch stands down, the lock is given back. Doing it twice does no harm. */
export const confirmScript = (places: HostPlaces, run: string, boundary: string): WriteScript =>
  writeScript(
    [head(places, run, boundary), speaking, logging, looking, durable, unlocking, bootUnit, disarming, confirming].join(
      '\n',
    ),
  );

/** How the undo that a host has of a run is called. */
export interface UndoCall {
  /** Puts old files back over versions that somebody made since, which are kept aside. */
  readonly force: boolean;
  /** Leaves a run alone that is confirmed: settles, and takes nothing back. */
  readonly onlyOpen: boolean;
}

/** Runs the undo that the host has of a run. */
export const undoRunScript = (
  places: HostPlaces,
  run: string,
  boundary: string,
  { force, onlyOpen }: UndoCall,
): WriteScript =>
  writeScript(
    [
      head(places, run, boundary),
      speaking,
      `force=${force ? '--force' : ''}`,
      `if [ "$(id -u)" != 0 ]; then
  say "refused no-root -"
elif [ -r "$tx/undo.sh" ]; then
  sh "$tx/undo.sh" --boundary "$boundary" --because ${onlyOpen ? 'settle' : 'operator'} $force </dev/null
else
  say "settled none"
fi
`,
    ].join('\n'),
  );

/** Asks the host's own preview of a run's undo. */
export const previewRunScript = (places: HostPlaces, run: string, boundary: string): ReadScript =>
  readScript(
    [
      head(places, run, boundary),
      speaking,
      looking,
      `if [ "$(id -u)" != 0 ]; then
  say "refused no-root -"
else
  run_state=$(state_of "$run")
  say "state \${run_state:-none}"
  [ ! -r "$tx/preview.sh" ] || sh "$tx/preview.sh" "$boundary" </dev/null
  say "end"
fi
`,
    ].join('\n'),
  );

/** Lists the transactions that nobody has settled. */
export const openTransactionsScript = (places: HostPlaces, boundary: string): ReadScript =>
  readScript([head(places, '', boundary), speaking, looking, watching, listing].join('\n'));

const head = (places: HostPlaces, run: string, boundary: string): string =>
  [
    whereabouts(places, run),
    `boundary=${shellQuote(boundary)}`,
    "LC_ALL=C\nPATH=$PATH:/usr/sbin:/usr/bin:/sbin:/bin\nexport LC_ALL PATH\numask 077\ntrap '' HUP PIPE",
  ].join('\n');

const confirming = `
confirm() {
  if [ "$(id -u)" != 0 ]; then say "refused no-root -"; return; fi
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

confirm </dev/null
exit
`;

const listing = `
list_open() {
  if [ "$(id -u)" != 0 ]; then say "refused no-root -"; return; fi
  for folder in "$state"/tx/*; do
    [ -d "$folder" ] || continue
    name=\${folder##*/}
    now=$(state_of "$name")
    case $now in
      applying | applied | undoing | undo-failed) ;;
      *) continue ;;
    esac
    armed=no
    ! switch_is_armed "$name" || armed=yes
    say "open $name $now $armed $(date +%s) $(encoded_file "$folder/header") $(encoded_file "$folder/switch")"
  done
  say "end"
}

list_open </dev/null
exit
`;
