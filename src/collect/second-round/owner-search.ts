import { type Fact, known, unknown } from '../../facts/fact.ts';
import { NOTHING_SEARCHED, type OwnerSearch } from '../../facts/owners/owner-search.ts';
import { shellCommand } from '../../formats/shell-quote.ts';
import { type Collector, defineCollector } from '../define-collector.ts';
import { type Block, blocksOf, blockText, linesOf } from '../shell/blocks.ts';
import { clockOf } from '../shell/clock.ts';
import { unitsOf, unitWords } from '../shell/unit-words.ts';
import { enginesOf } from './owner-engines.ts';
import { holdersOf } from './owner-holders.ts';
import { mentionsOf, poolFilesOf } from './owner-mentions.ts';
import { needlesFor, type OwnerQuestion } from './owner-question.ts';
import { supervisedOf } from './owner-supervised.ts';
import { ownerWords } from './owner-words.ts';
import { needsOf, unitNeeds } from './unit-needs.ts';

/** Who may own addresses: the processes that hold them, and where nobody does, whatever on the host names them. */
export const ownerSearchOf = (question: OwnerQuestion): Collector<'ownerSearch'> =>
  defineCollector({
    fact: 'ownerSearch',
    seconds: 15,
    maxBytes: 2 * 1024 * 1024,
    script: scriptFor(question),
    parse: ({ bytes }): Fact<OwnerSearch> => {
      const blocks = blocksOf(bytes);
      const text = (name: string): string => blockText(blocks, name);
      const clock = clockOf(text('clock'));
      if (clock === null) return unknown('the host told no time that makes sense');
      if (question.addresses.length > 0 && !blocks.some(({ name }) => name === 'searched')) {
        return unknown('the host did not say who may own the addresses at which nobody listens');
      }
      return known({
        ...NOTHING_SEARCHED,
        addresses: question.addresses,
        holders: holdersOf(blocks, clock),
        mentions: mentionsOf(text('references'), text('mentions')),
        poolFiles: poolFilesOf(text('pools')),
        units: unitsOf(text('units'), clock),
        starters: linesOf(text('starters')),
        supervised: supervisedOf(blocks),
        apacheAsks: mentionsOf('', text('apache')),
        engines: enginesOf(blocks),
        said: saidOf(blocks),
        needs: needsOf(blocks),
        remembered: linesOf(text('remembered'))
          .flatMap(journalLine)
          .filter(({ by }) => !OWN_VOICES.has(by)),
        searched: linesOf(text('searched')),
        unsearched: linesOf(text('unread')),
      });
    },
  });

function scriptFor({ pids, addresses, down }: OwnerQuestion): string {
  const { files, journal } = needlesFor(addresses);
  return [
    unitWords,
    ownerWords,
    unitNeeds,
    'say_clock',
    ...down.map((name) => `add ${shellCommand([name])}`),
    ...(pids.length === 0 ? [] : [`show_holders ${shellCommand(pids.map(String))}`]),
    ...(addresses.length === 0 ? [] : [`search ${shellCommand([files, journal])}`]),
    'show_owner_units',
    '',
  ].join('\n');
}

/** What units said, each behind its unit's name. */
function saidOf(blocks: readonly Block[]): OwnerSearch['said'] {
  let unit = '';
  return blocks.flatMap(({ name, text }) => {
    if (name === 'unit') unit = text;
    if (name !== 'said') return [];
    const of = unit;
    return linesOf(text)
      .flatMap(journalLine)
      .map(({ at, by, text: said }) => ({ unit: of, at, by, text: said }));
  });
}

/** nginx names the address because it asks there, and who logs commands because somebody typed it. */
const OWN_VOICES: ReadonlySet<string> = new Set(['nginx', 'sudo', 'sshd', 'su', 'doas', 'audit', 'kernel', 'suture']);

function journalLine(line: string): readonly { readonly at: number; readonly by: string; readonly text: string }[] {
  const [, at, by = '', text = ''] = /^(\d{9,11}(?:\.\d{1,6})?) \S+ ([^\s[\]:]+)(?:\[\d+\])?: (.*)$/.exec(line) ?? [];
  return at === undefined ? [] : [{ at: Number(at), by, text }];
}
