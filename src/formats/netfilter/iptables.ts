import type { Chain, Field, Match, Rule, Verdict } from './ruleset.ts';

/** Reads what `iptables-save` or `ip6tables-save` printed; what makes no sense is left out. */
export function parseIptables(text: string, tool: 'iptables' | 'ip6tables'): readonly Chain[] {
  const chains: (Chain & { readonly rules: Rule[] })[] = [];
  const family = tool === 'iptables' ? 'ip' : 'ip6';
  let table = '';
  for (const line of text.split('\n')) {
    if (line.startsWith('*')) table = line.slice(1).trim();
    const [, name, policy] = /^:(\S+) (\S+)/.exec(line) ?? [];
    if (name !== undefined) {
      const hook = policy === '-' ? null : name.toLowerCase();
      const priority =
        (hook === 'postrouting' || hook === 'input' ? AFTER[table] : undefined) ?? PRIORITIES[table] ?? 0;
      chains.push({
        tool,
        family,
        table,
        name,
        hook,
        priority,
        policy: policy === 'DROP' ? 'drop' : 'accept',
        rules: [],
      });
    }
    const [first, chain = '', ...words] = line.startsWith('-A ') ? wordsOf(line) : [];
    if (first !== undefined) {
      const rules = chains.findLast((each) => each.table === table && each.name === chain)?.rules;
      rules?.push({ text: line, handle: null, ...ruleOf(words) });
    }
  }
  return chains;
}

const PRIORITIES: Readonly<Record<string, number>> = { raw: -300, mangle: -150, nat: -100, filter: 0, security: 50 };
const AFTER: Readonly<Record<string, number>> = { nat: 100 };

/** `"…"` with `\"` in it is how iptables-save quotes. */
const wordsOf = (line: string): readonly string[] =>
  [...line.matchAll(/"((?:[^"\\]|\\.)*)"|(\S+)/g)].map(([, quoted, bare]) =>
    quoted === undefined ? (bare ?? '') : quoted.replace(/\\(.)/g, '$1'),
  );

const FIELDS: Readonly<Record<string, Field>> = {
  '-i': 'inputInterface',
  '-o': 'outputInterface',
  '-s': 'source',
  '-d': 'destination',
  '-p': 'protocol',
  '--sport': 'sourcePort',
  '--sports': 'sourcePort',
  '--dport': 'destinationPort',
  '--dports': 'destinationPort',
  '--state': 'connection',
  '--ctstate': 'connection',
};

function ruleOf(words: readonly string[]): Pick<Rule, 'matches' | 'verdict'> {
  const matches: Match[] = [];
  let not = false;
  for (let at = 0; at < words.length; at += 1) {
    const word = words[at] ?? '';
    const value = words[at + 1] ?? '';
    if (word === '!') {
      not = true;
      continue;
    }
    // What follows are the target's own options.
    if (word === '-j' || word === '-g') return { matches, verdict: verdictOf(value, word === '-j') };
    const field = FIELDS[word];
    if (field !== undefined) {
      matches.push({ field, values: value.toLowerCase().split(',').map(rangeOf), not });
      at += 1;
    } else if (word === '-m' || word === '--comment') at += 1;
    else if (word.startsWith('-')) matches.push('unknown');
    not = false;
  }
  return { matches, verdict: 'next' };
}

const rangeOf = (value: string): string => value.replace(/^(\d+):(\d+)$/, '$1-$2').replace(/\+$/, '*');

const VERDICTS: Readonly<Record<string, Verdict>> = {
  ACCEPT: 'accept',
  DROP: 'drop',
  REJECT: 'reject',
  RETURN: 'return',
  SNAT: 'accept',
  MASQUERADE: 'accept',
};

/** Targets that change or note something and let the packet go on. Source: iptables-extensions(8). */
const PASSING =
  /^(?:LOG|NFLOG|ULOG|TRACE|AUDIT|(?:CONN|CONNSEC|SEC)?MARK|CT|NOTRACK|TCPMSS|TOS|DSCP|CLASSIFY|CHECKSUM|SET|TTL|HL)$/;

function verdictOf(target: string, comesBack: boolean): Verdict {
  const verdict = VERDICTS[target];
  if (verdict !== undefined) return verdict;
  if (PASSING.test(target)) return 'next';
  return /^(?:DNAT|REDIRECT|TPROXY|QUEUE|NFQUEUE|NETMAP|SYNPROXY)$/.test(target)
    ? 'unknown'
    : { jump: target, comesBack };
}
