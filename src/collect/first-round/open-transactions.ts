import { type Fact, known, unknown } from '../../facts/fact.ts';
import { type OpenTransaction, TRANSACTION_STATES } from '../../facts/open-transaction.ts';
import { shellQuote } from '../../formats/shell-quote.ts';
import { type Collector, defineCollector } from '../define-collector.ts';
import { type Block, blocksOf, blockText, linesOf } from '../shell/blocks.ts';
import { judgingWaysTo, ways } from '../shell/ways.ts';

/** Root's own folder on a host, where each transaction has its folder. Source: src/apply/places.ts. */
const STATE = '/var/lib/suture';

/**
 * Shell for another snippet: says `transactions here` where a transaction is open, the lock is held, or only root can tell.
 * It starts no process, and on most hosts there is nothing to ask about.
 */
export const hintOfTransactions = (state = STATE): string => `
open=
for mark in ${shellQuote(state)}/tx/*/state.*; do
  case \${mark##*/state.} in preparing | applying | applied | undoing | undo-failed) open=here ;; esac
done
[ ! -e ${shellQuote(state)}/lock ] || open=here
[ ! -d ${shellQuote(state)} ] || [ -x ${shellQuote(state)} ] || open=here
[ -z "$open" ] || block transactions here
`;

/**
 * The transactions on a host that nobody has settled, as its files and its init tell. They are read as data, and only where
 * root alone can have written them. Source: src/apply/transaction.
 */
export function openTransactionsOf(state = STATE): Collector<'openTransactions'> {
  const asked = transactionsAsked(state);
  const parse: typeof asked.parse = (section) => {
    const fact = asked.parse(section);
    return fact.state === 'absent' ? known([]) : fact;
  };
  return { ...asked, parse };
}

const transactionsAsked = (state: string): Collector<'openTransactions'> =>
  defineCollector({
    fact: 'openTransactions',
    seconds: 8,
    maxBytes: 64 * 1024,
    when: ['transactions 4\nhere'],
    script: [`state=${shellQuote(state)}`, ways, judgingWaysTo([`${state}/tx/any`]), ASKING].join('\n'),
    parse: ({ bytes }): Fact<readonly OpenTransaction[]> => {
      const blocks = blocksOf(bytes);
      if (!blocks.some(({ name }) => name === 'end')) return unknown('the host did not say what is open in its state');
      return known(toldIn(blocks).flatMap(transactionOf));
    },
  });

const ASKING = String.raw`
[ "$(id -u)" = 0 ] || unknown "what is open in $state needs root"
reach "$state/tx/any"
[ "$here" = safe ] ||
  unknown "$state is not root's alone: ${'${astray:-${others_folder:-a folder on the way} belongs to ${others_owner:-somebody}}'}"
cd /
value_in() {
  while IFS= read -r line; do
    case $line in "$1="*) printf '%s' "${'${line#*=}'}"; return ;; esac
  done 2>/dev/null <"$2"
}
process() {
  case $1 in '' | *[!0-9]*) return ;; esac
  block process "$(head -c 600 "/proc/$1/stat" 2>/dev/null)"
}
show() {
  block transaction "$1 $2"
  folder=$state/tx/$1
  for file in header writer switch; do block $file "$(head -c 1200 "$folder/$file" 2>/dev/null)"; done
  block paths "$(head -n 12 "$folder/paths" 2>/dev/null | head -c 3000)"
  block owners "$(stat -c '%F|%u|%a' "$folder" "$folder/undo.sh" 2>/dev/null)"
  undoer=$(readlink -n "$folder/undoer" 2>/dev/null)
  block undoer "$undoer"
  process "${'${undoer%%:*}'}"
  process "$(value_in pid "$folder/writer")"
  process "$(value_in pid "$folder/switch")"
  unit=$(value_in unit "$folder/switch")
  case $unit in
    *[!0-9A-Za-z-]*) ;;
    suture-*) block timer "$(systemctl is-active "$unit.timer" "$unit.service" 2>/dev/null)" ;;
  esac
}
holder=$(value_in run "$state/lock/owner")
case $holder in *[!0-9A-Za-z-]*) holder= ;; esac
block owner "$(head -c 1200 "$state/lock/owner" 2>/dev/null)"
process "$(value_in pid "$state/lock/owner")"
shown=
for mark in "$state"/tx/*/state.*; do
  name=${'${mark%/*}'} name=${'${name##*/}'} now=${'${mark##*/state.}'}
  case $now in
    preparing | applying | applied | undoing | undo-failed) ;;
    *) [ "$name" = "$holder" ] || continue ;;
  esac
  case $shown in xxxx*) break ;; esac
  shown=x$shown
  show "$name" "$now"
done
[ -z "$holder" ] || [ -e "$state/tx/$holder" ] || block transaction "$holder preparing"
block end ''
`;

/** A transaction's blocks: its own, and what is told once of all. */
interface Told {
  readonly own: readonly Block[];
  readonly owner: string;
  /** When each process that was asked for has started, by the kernel's ticks. */
  readonly started: ReadonlyMap<string, string>;
}

function toldIn(blocks: readonly Block[]): readonly Told[] {
  const owner = blockText(blocks, 'owner');
  const started = new Map(blocks.flatMap(({ name, text }) => (name === 'process' ? startedOf(text) : [])));
  const starts = blocks.flatMap(({ name }, index) => (name === 'transaction' ? [index] : []));
  return starts.map((from, index) => ({ own: blocks.slice(from, starts[index + 1]), owner, started }));
}

/** Field 22 of proc(5)'s stat; a program's name may hold anything. */
function startedOf(stat: string): readonly (readonly [string, string])[] {
  const pid = /^\d{1,9}(?= \()/.exec(stat)?.[0];
  const started = stat.slice(stat.lastIndexOf(') ') + 2).split(' ')[19];
  return pid === undefined || started === undefined ? [] : [[pid, started]];
}

function transactionOf({ own, owner, started }: Told): readonly OpenTransaction[] {
  const text = (name: string): string => blockText(own, name);
  const [id = '', now] = text('transaction').split(' ');
  const state = TRANSACTION_STATES.find((known) => known === now);
  if (state === undefined || !/^\d{8}T\d{6}Z-[a-z0-9]{4}(?:-after)?$/.test(id)) return [];
  const isAlive = (pid: string, since: string): boolean => since !== '' && started.get(pid) === since;
  const process = (lines: string): boolean => isAlive(valueIn('pid', lines), valueIn('started', lines));
  const holds = valueIn('run', owner) === id;
  const [undoer = '', undoerStarted = ''] = text('undoer').split(':');
  const timer = own.some(({ name }) => name === 'timer') ? linesOf(text('timer')) : null;
  const begins = state === 'preparing' || state === 'applying';
  const atWork =
    (begins && (process(text('writer')) || (holds && process(owner)))) ||
    isAlive(undoer, undoerStarted) ||
    timer?.[1] === 'active';
  const armed = isArmed(valueIn('kind', text('switch')), timer, process(text('switch')));
  const fires = Number(valueIn('armed', text('switch'))) + Number(valueIn('seconds', text('switch')));
  return [
    {
      id,
      state,
      who: valueIn('who', text('header')) || (holds ? valueIn('who', owner) : ''),
      since: valueIn('since', text('header')) || (holds ? valueIn('since', owner) : ''),
      atWork,
      armed,
      firesAt: armed === true && Number.isSafeInteger(fires) && fires > 0 ? fires : null,
      paths: linesOf(text('paths')).slice(0, MOST_PATHS),
      undo: undoIn(linesOf(text('owners'))),
    },
  ];
}

const MOST_PATHS = 10;

function isArmed(kind: string, timer: readonly string[] | null, sleeps: boolean): boolean | null {
  if (kind !== 'systemd') return kind === 'sleeper' && sleeps;
  return timer === null || timer.length === 0 ? null : timer.some((word) => /^(?:active|activating)$/.test(word));
}

/** The folder's line and its undo's, of stat(1). */
function undoIn([folder, script]: readonly string[]): OpenTransaction['undo'] {
  if (script === undefined) return 'none';
  const isRoots = (line: string | undefined, kind: string): boolean =>
    line !== undefined && line.startsWith(`${kind}|0|`) && /^[0-7]*[0145][0145]$/.test(line.slice(kind.length + 3));
  return isRoots(folder, 'directory') && isRoots(script, 'regular file') ? 'roots' : 'others';
}

/** The value of a `name=value` line, as the host's files have them. */
function valueIn(name: string, text: string): string {
  const line = linesOf(text).find((each) => each.startsWith(`${name}=`)) ?? '';
  return line.slice(name.length + 1, name.length + 301);
}

/** Those of a real host. */
export const openTransactions = openTransactionsOf();
