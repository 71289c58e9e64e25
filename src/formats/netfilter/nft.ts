import { nftRules } from './nft-rule.ts';
import type { Chain, Rule } from './ruleset.ts';

/**
 * Reads what `nft -a list ruleset` printed; what makes no sense is left out. Tables that iptables keeps are left to
 * its own words where `iptablesRead` says that those are known.
 */
export function parseNft(text: string, iptablesRead: boolean): readonly Chain[] {
  const owned = new Set(
    [...text.matchAll(/^# Warning: table (\S+ \S+) is managed by iptables-nft/gm)].map(([, table]) => table),
  );
  const chains: (Chain & { readonly rules: Rule[] })[] = [];
  let table: readonly string[] = [];
  let chain: (Chain & { readonly rules: Rule[] }) | null = null;
  for (const line of wholeLines(text)) {
    const [, family, name] = /^table (\S+) (\S+) \{/.exec(line) ?? [];
    if (family !== undefined && name !== undefined) table = [family, name];
    const [, opened] = /^chain (\S+) \{/.exec(line) ?? [];
    if (opened !== undefined) {
      const [of = '', within = ''] = table;
      chain = {
        tool: 'nft',
        family: of,
        table: within,
        name: opened,
        hook: null,
        priority: 0,
        policy: 'accept',
        rules: [],
      };
      if (!(iptablesRead && owned.has(`${of} ${within}`)) && FAMILIES.has(of)) chains.push(chain);
    } else if (line === '}') chain = null;
    else if (chain !== null) {
      const base = baseOf(line);
      if (base === null) chain.rules.push(...nftRules(line));
      else Object.assign(chain, base);
    }
  }
  return chains;
}

/** Those whose rules a host's own TCP packets meet. */
const FAMILIES: ReadonlySet<string> = new Set(['ip', 'ip6', 'inet']);

/** Lines without their indentation; one that ends within braces goes on in the next. */
function wholeLines(text: string): readonly string[] {
  const lines: string[] = [];
  let begun = '';
  for (const line of text.split('\n').map((each) => each.trim())) {
    begun = begun === '' ? line : `${begun} ${line}`;
    const opensBlock =
      /^(?:table|chain|set|map|flowtable|counter|quota|limit|secmark|synproxy|ct)\b.*\{(?: # handle \d+)?$/;
    if (!opensBlock.test(begun) && count(begun, '{') > count(begun, '}') && begun.length < 65_536) continue;
    if (begun !== '') lines.push(begun);
    begun = '';
  }
  return lines;
}

const count = (text: string, character: string): number => text.split(character).length - 1;

/** `type filter hook input priority filter - 10; policy drop;` */
function baseOf(line: string): Pick<Chain, 'hook' | 'priority' | 'policy'> | null {
  const [, hook, named = '', sign = '', offset = '0', rest = ''] =
    /^type \S+ hook (\S+)(?: device \S+)? priority (-?\w+)(?: ([+-]) (\d+))?;(.*)$/.exec(line) ?? [];
  if (hook === undefined) return null;
  const base = PRIORITIES[named] ?? (Number(named) || 0);
  const priority = base + (sign === '-' ? -1 : 1) * Number(offset);
  return { hook, priority, policy: /\bpolicy drop\b/.test(rest) ? 'drop' : 'accept' };
}

const PRIORITIES: Readonly<Record<string, number>> = {
  raw: -300,
  mangle: -150,
  dstnat: -100,
  filter: 0,
  security: 50,
  srcnat: 100,
};
