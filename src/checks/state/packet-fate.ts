import { isInNetwork } from '../../formats/ip-address.ts';
import type { Chain, Field, Match, Rule } from '../../formats/netfilter/ruleset.ts';

/** A TCP packet at one place in the kernel; null for what isn't known of it. */
export interface Packet {
  readonly hook: 'output' | 'postrouting' | 'prerouting' | 'input';
  readonly family: 'ipv4' | 'ipv6';
  readonly inputInterface: string | null;
  readonly outputInterface: string | null;
  readonly source: string | null;
  readonly destination: string | null;
  /** Lowest and highest that it may be. */
  readonly sourcePort: readonly [number, number];
  readonly destinationPort: readonly [number, number];
  readonly connection: 'new' | 'established';
}

/** What the kernel's rules do to a packet: that of the first that doesn't pass. */
export type Fate = { readonly kind: 'passes' } | Barred;

/** A packet that is stopped, or may be. */
export interface Barred {
  readonly kind: 'stopped' | 'unsure';
  readonly chain: Chain;
  /** Null where it is the chain's policy that decides. */
  readonly rule: Rule | null;
}

/** What becomes of the first of these packets that doesn't surely pass. Source: nft(8), iptables(8). */
export function fateOf(packets: readonly Packet[], chains: readonly Chain[]): Fate {
  for (const packet of packets) {
    const endsOf = walk(packet, chains);
    const asked = chains
      .filter(({ hook, family }) => hook === packet.hook && isFor(family, packet))
      .toSorted((one, other) => one.priority - other.priority);
    for (const chain of asked) {
      const ends = endsOf(chain).map((end) => (end.what === 'fall' ? { ...end, what: POLICIES[chain.policy] } : end));
      const worst = ends.findLast(({ what }) => what === 'stop') ?? ends.find(({ what }) => what === 'unclear');
      if (worst === undefined) continue;
      const kind = ends.every(({ what }) => what === 'stop') ? 'stopped' : 'unsure';
      return { kind, chain: worst.chain, rule: worst.rule };
    }
  }
  return { kind: 'passes' };
}

const POLICIES = { accept: 'pass', drop: 'stop' } as const;

const isFor = (family: string, packet: Packet): boolean =>
  family === 'inet' || family === (packet.family === 'ipv4' ? 'ip' : 'ip6');

/** A way in which a packet may leave a chain. It falls out of one in which no rule decides on it. */
interface End {
  readonly what: 'pass' | 'stop' | 'unclear' | 'fall';
  readonly chain: Chain;
  readonly rule: Rule | null;
}

/** Finds all ways in which a packet may leave a chain: one, unless it isn't known whether some rule is for it. */
function walk(packet: Packet, chains: readonly Chain[]): (chain: Chain) => readonly End[] {
  const known = new Map<Chain, readonly End[]>();
  const endsOf = (chain: Chain): readonly End[] => {
    const before = known.get(chain);
    if (before !== undefined) return before;
    // Until it is known, so that chains that lead to each other end here.
    known.set(chain, [{ what: 'unclear', chain, rule: null }]);
    const ends = endsAnew(chain);
    known.set(chain, ends);
    return ends;
  };
  const endsAnew = (chain: Chain): readonly End[] => {
    // One of each kind is enough, however many rules may be meant.
    const ends = new Map<End['what'], End>();
    for (const rule of chain.rules) {
      const meant = isMeant(rule.matches, packet);
      if (meant === false || rule.verdict === 'next') continue;
      const own = endsBy(rule, chain);
      const comesBack = typeof rule.verdict === 'object' && rule.verdict.comesBack;
      const goesOn = comesBack && own.some(({ what }) => what === 'fall');
      for (const end of own) if (!(comesBack && end.what === 'fall')) ends.set(end.what, end);
      if (meant === true && !goesOn) return [...ends.values()];
    }
    return [...ends.set('fall', { what: 'fall', chain, rule: null }).values()];
  };
  const endsBy = (rule: Rule, chain: Chain): readonly End[] => {
    const { verdict } = rule;
    if (typeof verdict === 'string') return [{ what: WHATS[verdict], chain, rule }];
    const { family, table } = chain;
    const to = chains.find((each) => each.name === verdict.jump && each.table === table && each.family === family);
    return to === undefined ? [{ what: 'unclear', chain, rule }] : endsOf(to);
  };
  return endsOf;
}

const WHATS = {
  accept: 'pass',
  drop: 'stop',
  reject: 'stop',
  return: 'fall',
  next: 'fall',
  unknown: 'unclear',
} as const;

/** Whether a rule is for a packet; null where that isn't known. */
function isMeant(matches: readonly Match[], packet: Packet): boolean | null {
  const answers = matches.map((match) => (match === 'unknown' ? null : answerOf(match, packet)));
  if (answers.includes(false)) return false;
  return answers.includes(null) ? null : true;
}

function answerOf({ field, values, not }: Exclude<Match, 'unknown'>, packet: Packet): boolean | null {
  const answers = values.map((value) => COMPARE[field](value, packet));
  const any = answers.includes(true) ? true : answers.includes(null) ? null : false;
  return any === null ? null : any !== not;
}

const COMPARE: Readonly<Record<Field, (value: string, packet: Packet) => boolean | null>> = {
  inputInterface: (value, { hook, inputInterface }) =>
    hook === 'output' || hook === 'postrouting' ? value === '' : isNamed(value, inputInterface),
  outputInterface: (value, { hook, outputInterface }) =>
    hook === 'input' || hook === 'prerouting' ? value === '' : isNamed(value, outputInterface),
  source: (value, { source }) => (source === null ? null : isInNetwork(source, value)),
  destination: (value, { destination }) => (destination === null ? null : isInNetwork(destination, value)),
  sourcePort: (value, { sourcePort }) => isWithin(value, sourcePort),
  destinationPort: (value, { destinationPort }) => isWithin(value, destinationPort),
  protocol: (value) => value === 'tcp' || value === '6' || value === 'all',
  connection: (value, { connection }) => value === connection,
  family: (value, { family }) => value === family,
};

/** `eth*` stands for every name that begins so. */
function isNamed(value: string, name: string | null): boolean | null {
  if (name === null) return null;
  return value.endsWith('*') ? name.startsWith(value.slice(0, -1)) : name === value;
}

function isWithin(value: string, [lowest, highest]: Packet['sourcePort']): boolean | null {
  const [, low, high = low] = /^(\d+)(?:-(\d+))?$/.exec(value) ?? [];
  if (low === undefined) return null;
  if (Number(low) <= lowest && highest <= Number(high)) return true;
  return Number(high) < lowest || highest < Number(low) ? false : null;
}
