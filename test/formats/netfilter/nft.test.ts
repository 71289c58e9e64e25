import { describe, expect, test } from 'vitest';
import { parseNft } from '../../../src/formats/netfilter/nft.ts';

// Said by nft 1.0.6 of Debian 12, `nft -a -t list ruleset`.
const SAID = `# Warning: table ip filter is managed by iptables-nft, do not touch!
table inet filter { # handle 1
	set blocked { # handle 2
		type ipv4_addr
		flags interval
	}

	chain input { # handle 1
		type filter hook input priority filter - 10; policy drop;
		ct state vmap { invalid : drop, established : accept, related : jump more } # handle 4
		iifname "lo" tcp dport 9000 counter packets 0 bytes 0 reject with icmpx host-unreachable comment "no accept" # handle 5
		tcp dport { 22, 80, 443, 8000-8100 } ct state new,untracked accept # handle 7
		ip saddr @blocked drop # handle 8
		iif "lo" meta l4proto { 6, 17 } ip daddr != 127.0.0.0/8 limit rate 3/minute log prefix "drop " level info drop # handle 10
		tcp sport 1024-65535 goto foo # handle 14
		udp dport 53 accept # handle 15
		ip saddr . tcp dport { 10.0.0.1 . 22 } accept # handle 16
	}

	chain foo { # handle 13
		return # handle 15
	}
}
table ip filter { # handle 2
	chain INPUT { # handle 1
		type filter hook input priority filter; policy accept;
		tcp dport 9001  counter packets 0 bytes 0 reject with icmp type host-prohibited # handle 2
	}
}
table bridge odd { # handle 3
	chain input { # handle 1
		type filter hook input priority 0; policy drop;
	}
}
`;

const is = (field: string, ...values: readonly string[]) => ({ field, values, not: false });
const tcp = is('protocol', 'tcp');
const ipv4 = is('family', 'ipv4');

describe('a ruleset', () => {
  const chains = parseNft(SAID, true);

  test('has the chains that a host’s own packets meet, without those that iptables tells better', () => {
    expect(chains.map((chain) => ({ ...chain, rules: chain.rules.length }))).toEqual([
      {
        tool: 'nft',
        family: 'inet',
        table: 'filter',
        name: 'input',
        hook: 'input',
        priority: -10,
        policy: 'drop',
        rules: 10,
      },
      {
        tool: 'nft',
        family: 'inet',
        table: 'filter',
        name: 'foo',
        hook: null,
        priority: 0,
        policy: 'accept',
        rules: 1,
      },
    ]);
    expect(parseNft(SAID, false).map(({ name }) => name)).toEqual(['input', 'foo', 'INPUT']);
  });

  test('is read word by word, a verdict map as a rule for each entry; what is not understood is unknown', () => {
    expect(chains[0]?.rules.map(({ handle, matches, verdict }) => [handle, matches, verdict])).toEqual([
      [4, [is('connection', 'invalid')], 'drop'],
      [4, [is('connection', 'established')], 'accept'],
      [4, [is('connection', 'related')], { jump: 'more', comesBack: true }],
      [5, [is('inputInterface', 'lo'), tcp, is('destinationPort', '9000')], 'reject'],
      [7, [tcp, is('destinationPort', '22', '80', '443', '8000-8100'), is('connection', 'new', 'untracked')], 'accept'],
      [8, [ipv4, 'unknown'], 'drop'],
      [
        10,
        [
          is('inputInterface', 'lo'),
          is('protocol', '6', '17'),
          ipv4,
          { field: 'destination', values: ['127.0.0.0/8'], not: true },
          'unknown',
          'unknown',
          'unknown',
        ],
        'drop',
      ],
      [14, [tcp, is('sourcePort', '1024-65535')], { jump: 'foo', comesBack: false }],
      [15, [is('protocol', 'udp'), is('destinationPort', '53')], 'accept'],
      [16, [ipv4, 'unknown', tcp, 'unknown'], 'accept'],
    ]);
  });

  test('quotes a rule as nft lists it, without its number', () => {
    expect(chains[0]?.rules[3]?.text).toBe(
      'iifname "lo" tcp dport 9000 counter packets 0 bytes 0 reject with icmpx host-unreachable comment "no accept"',
    );
  });
});

test('a rule that nft breaks over lines is one rule', () => {
  const [chain] = parseNft(
    'table ip t {\n\tchain c {\n\t\ttcp dport { 1,\n\t\t\t 2 } drop # handle 9\n\t}\n}\n',
    false,
  );
  expect(chain?.rules).toMatchObject([{ handle: 9, verdict: 'drop', matches: [tcp, is('destinationPort', '1', '2')] }]);
});

test.each(['', 'nft: command not found', 'chain c {\n drop', '}}}}', 'table ip t {\nchain c {\n{{{{'])(
  'nothing comes of %j but an end',
  (text) => {
    expect(parseNft(text, false).flatMap(({ hook }) => (hook === null ? [] : [hook]))).toEqual([]);
  },
);
