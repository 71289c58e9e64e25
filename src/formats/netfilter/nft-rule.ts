import type { Field, Match, Rule, Verdict } from './ruleset.ts';

/** Reads one rule as nft lists it; one with a verdict map is as many rules as the map has entries. */
export function nftRules(line: string): readonly Rule[] {
  const [, text = line, handle] = /^(.*?) # handle (\d+)$/.exec(line) ?? [];
  const rule = { text, handle: handle === undefined ? null : Number(handle) };
  const matches: Match[] = [];
  let words: readonly string[] = [...text.matchAll(/"[^"]*"|\{[^}]*\}|\S+/g)].map(([word]) => word);
  while (words.length > 0) {
    const [first = '', second = ''] = words;
    const verdict = verdictOf(first, second);
    if (verdict !== null) return [{ ...rule, matches, verdict }];
    const pair = KEYS[`${first} ${second}`];
    const key = pair ?? KEYS[first];
    const skipped = silentWords(words);
    if (key !== undefined) {
      const rest = words.slice(pair === undefined ? 1 : 2);
      matches.push(...key.implies);
      if (rest[0] === 'vmap') {
        return entriesOf(rest[1] ?? '').map(([value, ends]) => {
          return { ...rule, matches: [...matches, matchOf(key.field, value, false)], verdict: ends };
        });
      }
      const not = rest[0] === '!=';
      matches.push(matchOf(key.field, rest[not ? 1 : 0] ?? '', not));
      words = rest.slice(not ? 2 : 1);
    } else {
      if (skipped === 0) matches.push('unknown');
      words = words.slice(Math.max(1, skipped));
    }
  }
  return [{ ...rule, matches, verdict: 'next' }];
}

interface Key {
  readonly field: Field;
  readonly implies: readonly Match[];
}

const key = (field: Field, ...implies: readonly Match[]): Key => ({ field, implies });
const only = (field: Field, value: string): Match => ({ field, values: [value], not: false });
const tcp = only('protocol', 'tcp');
const ipv4 = only('family', 'ipv4');
const ipv6 = only('family', 'ipv6');

const KEYS: Readonly<Record<string, Key>> = {
  iif: key('inputInterface'),
  iifname: key('inputInterface'),
  'meta iif': key('inputInterface'),
  'meta iifname': key('inputInterface'),
  oif: key('outputInterface'),
  oifname: key('outputInterface'),
  'meta oif': key('outputInterface'),
  'meta oifname': key('outputInterface'),
  'ip saddr': key('source', ipv4),
  'ip daddr': key('destination', ipv4),
  'ip6 saddr': key('source', ipv6),
  'ip6 daddr': key('destination', ipv6),
  'tcp sport': key('sourcePort', tcp),
  'tcp dport': key('destinationPort', tcp),
  'th sport': key('sourcePort'),
  'th dport': key('destinationPort'),
  'udp sport': key('sourcePort', only('protocol', 'udp')),
  'udp dport': key('destinationPort', only('protocol', 'udp')),
  'meta l4proto': key('protocol'),
  'ip protocol': key('protocol', ipv4),
  'ip6 nexthdr': key('protocol', ipv6),
  'meta nfproto': key('family'),
  'ct state': key('connection'),
};

/** How many words here neither ask anything of a packet nor decide on it. */
function silentWords([first = '', ...rest]: readonly string[]): number {
  if (first === 'counter') return rest[0] === 'packets' ? 5 : rest[0] === 'name' ? 3 : 1;
  if (first === 'comment') return 2;
  if (first === 'notrack') return 1;
  if (first !== 'log') return 0;
  let words = 1;
  while (/^(?:prefix|level|group|flags|snaplen|queue-threshold)$/.test(rest[words - 1] ?? '')) words += 2;
  return words;
}

function matchOf(field: Field, value: string, not: boolean): Match {
  // A named set's members aren't listed, and `.` joins several fields to one.
  if (value === '' || /^[@.&|]| \. /.test(value)) return 'unknown';
  return { field, values: membersOf(value).map((each) => each.replaceAll('"', '')), not };
}

const membersOf = (value: string): readonly string[] =>
  value
    .replace(/^\{|\}$/g, '')
    .split(',')
    .map((each) => each.trim())
    .filter((each) => each !== '');

/** `{ established : accept, invalid : jump bad }` */
const entriesOf = (map: string): readonly (readonly [string, Verdict])[] =>
  membersOf(map).map((entry): readonly [string, Verdict] => {
    const [value = '', ends = ''] = entry.split(' : ');
    const [word = '', chain = ''] = ends.split(' ');
    return [value, verdictOf(word, chain) ?? 'unknown'];
  });

function verdictOf(word: string, chain: string): Verdict | null {
  if (word === 'jump' || word === 'goto') return { jump: chain, comesBack: word === 'jump' };
  return VERDICTS[word] ?? null;
}

const VERDICTS: Readonly<Record<string, Verdict>> = {
  accept: 'accept',
  drop: 'drop',
  reject: 'reject',
  return: 'return',
  continue: 'next',
  masquerade: 'accept',
  snat: 'accept',
  dnat: 'unknown',
  redirect: 'unknown',
  tproxy: 'unknown',
  queue: 'unknown',
  synproxy: 'unknown',
};
