import { describe, expect, test } from 'vitest';
import { diagnose } from '../../src/checks/diagnose.ts';
import { answer, connectFailed, type Draft, file, findingOf, findingsOf, found, hostFacts, NOW } from './host.ts';
import { iptables, nft, onTcp } from './walls.ts';

const reject = '-A INPUT -p tcp -m tcp --dport 9000 -j REJECT --reject-with icmp-host-prohibited';

/** A site on TCP that is broken, under these rules. */
const under =
  (...changes: readonly ((host: Draft) => void)[]) =>
  (host: Draft): void => {
    onTcp(host);
    for (const change of changes) change(host);
  };

const narrow = (host: (host: Draft) => void): string => {
  const [, command = ''] =
    /: ((?:nft|ip6?tables) .*?); and must say so/.exec(findingOf('firewall-blocked', host).whyNoRemedy) ?? [];
  return command;
};

describe('firewall-blocked', () => {
  test('a rule that rejects is quoted, with who listens behind it and nginx’s words', () => {
    const host = (draft: Draft) => {
      under(iptables(reject))(draft);
      draft.logLines = [connectFailed(113, '127.0.0.1:9000', NOW - 9), connectFailed(113, '127.0.0.1:9000', NOW)];
    };
    expect(found(hostFacts(host))).toEqual(['firewall-blocked:127.0.0.1:9000']);
    const finding = findingOf('firewall-blocked', host);
    expect(finding).toMatchObject({ severity: 'critical', remedy: null, sites: ['shop.example:80'] });
    expect(finding.evidence.map(({ source, text }) => `${source}: ${text}`)).toEqual([
      'GET http://127.0.0.1:80/index.php: HTTP 502',
      `iptables-save: ${reject}`,
      'ss: php-fpm8.2 (pid 800) listens on 127.0.0.1:9000',
      '/etc/nginx/sites-enabled/shop: fastcgi_pass 127.0.0.1:9000;',
      '/var/log/nginx/error.log: connect() to 127.0.0.1:9000 failed (113: …) while connecting to upstream ×2',
    ]);
    expect(finding.evidence.at(-1)?.at).toBe(new Date(NOW * 1000).toISOString().replace('.000Z', 'Z'));
  });

  test.each<[string, (host: Draft) => void]>([
    ['drops, and nginx times out', iptables('-A INPUT -p tcp -m multiport --dports 22,9000:9010 -j DROP')],
    ['is behind a jump', iptables('-A INPUT -i lo -j web', 'ACCEPT', '-A web -p tcp --dport 9000 -j DROP\n')],
    [
      'is behind a jump that comes back from another',
      iptables('-A INPUT -j web\n-A INPUT -j DROP', 'ACCEPT', '-A web -p udp -j DROP\n'),
    ],
    ['is what the policy does where no rule accepts', iptables('-A INPUT -p tcp --dport 80 -j ACCEPT', 'DROP')],
    ['stops the answer on its way back', iptables('', 'ACCEPT', '-A OUTPUT -p tcp --sport 9000 -j DROP\n')],
    ['is nft’s', nft(['tcp dport 9000 counter packets 3 bytes 180 reject with icmpx host-unreachable'])],
    ['is a verdict map’s', nft(['ct state vmap { established : accept, new : drop }'])],
    ['is the policy of nft', nft(['ct state established,related accept', 'tcp dport { 22, 80 } accept'], 'drop')],
    [
      'comes after an accept in a chain that is asked earlier',
      (host) => {
        nft(['tcp dport 9000 accept'], 'accept', 'input', 'filter - 10')(host);
        nft(['tcp dport 9000 drop'])(host);
      },
    ],
    ['is met whatever an unclear one before does', iptables(`-A INPUT -m set --match-set bad src -j DROP\n${reject}`)],
  ])('fires where the rule %s', (_, rules) => {
    expect(found(hostFacts(under(rules)))).toEqual(['firewall-blocked:127.0.0.1:9000']);
  });

  test.each([502, 504, null])('fires where the site answers %s', (status) => {
    expect(
      findingsOf('firewall-blocked', (host) => {
        under(iptables(reject))(host);
        answer(host, status);
      }),
    ).toHaveLength(1);
  });

  test('a name is blocked only if all its addresses are', () => {
    const six = (host: Draft) => {
      onTcp(host, 502, 'localhost:9000', '::');
      iptables(reject)(host);
    };
    expect(findingsOf('firewall-blocked', six)).toEqual([]);
    expect(
      findingOf('firewall-blocked', (host) => {
        six(host);
        nft(['ip6 daddr ::1 tcp dport 9000 drop'])(host);
      }).subject,
    ).toBe('localhost:9000');
  });

  test('a program behind a proxy_pass, and another machine, are blocked alike', () => {
    const far = findingOf('firewall-blocked', (host) => {
      host.nginx.files.push(
        file(
          '/etc/nginx/sites-enabled/api',
          'server { server_name api.example; location / { proxy_pass http://192.0.2.7:3000; } }',
        ),
      );
      host.siteStatuses.push({
        site: 'api.example:80',
        url: 'http://127.0.0.1/',
        status: 502,
        error: null,
        elapsedMs: 2,
      });
      nft(['ip daddr 192.0.2.0/24 tcp dport 3000 reject'], 'accept', 'output')(host);
    });
    expect(far.message).not.toContain('listens');
    expect(far.evidence.map(({ text }) => text)).toContain('proxy_pass http://192.0.2.7:3000;');
  });

  test.each<[string, (host: Draft) => void, string]>([
    ['a rule of iptables', iptables(reject), `iptables ${reject.replace('-A', '-D')}`],
    [
      'a rule of nft',
      nft(['tcp dport 22 accept', 'tcp dport 9000 drop']),
      'nft delete rule inet filter input handle 3',
    ],
    ['the policy of iptables', iptables('', 'DROP'), 'iptables -I INPUT -i lo -j ACCEPT'],
    ['the policy of nft', nft([], 'drop', 'output'), 'nft insert rule inet filter output oif lo accept'],
  ])('the narrow command is named for %s', (_, rules, command) => {
    expect(narrow(under(rules))).toBe(command);
  });

  test.each<[string, (host: Draft) => void]>([
    ['may be for others', iptables('-A INPUT -m set --match-set bad src -p tcp --dport 9000 -j DROP')],
    ['comes after one that may accept', iptables(`-A INPUT -m owner --uid-owner 33 -j ACCEPT\n${reject}`)],
    ['is in a set that is not listed', nft(['tcp dport @closed drop'])],
    ['jumps to where nobody looked', iptables('-A INPUT -j elsewhere')],
  ])('says that it does not know where the rule %s', (_, rules) => {
    const { findings, skipped } = diagnose(hostFacts(under(rules)));
    expect(findings.map(({ cause }) => cause)).toEqual(['unexplained-502']);
    expect(skipped).toMatchObject([{ cause: 'firewall-blocked' }]);
    expect(skipped[0]?.why).toMatch(/^whether the rule ".*" .* stops nginx isn't known$/);
  });

  test('chains that lead round in circles, which no kernel has, come to an end', () => {
    const round = under(iptables('-A INPUT -j web', 'ACCEPT', '-A web -j web\n'));
    expect(diagnose(hostFacts(round)).skipped).toMatchObject([{ cause: 'firewall-blocked' }]);
  });

  test.each<[string, (host: Draft) => void]>([
    ['there are no rules', under()],
    [
      'the site answers',
      (host) => {
        onTcp(host, 200);
        iptables(reject)(host);
      },
    ],
    [
      'the app itself says 503',
      (host) => {
        under(iptables(reject))(host);
        answer(host, 503);
      },
    ],
    [
      'nobody listens behind the rule',
      (host) => {
        under(iptables(reject))(host);
        host.tcpListeners = host.tcpListeners.filter(({ port }) => port !== 9000);
      },
    ],
    ['the rule is for another port', under(iptables(reject.replace('9000', '9001')))],
    ['the rule is for another interface', under(iptables(reject.replace('-p tcp', '-i eth0 -p tcp')))],
    ['the rule is for another protocol', under(nft(['udp dport 9000 drop', 'meta l4proto { icmp, 17 } drop']))],
    ['the rule is for other sources', under(iptables('-A INPUT ! -s 127.0.0.0/8 -j DROP'))],
    ['the rule is IPv6’s', under(nft(['meta nfproto ipv6 drop', 'ip6 saddr ::/0 tcp dport 9000 drop']))],
    ['loopback is let in before', under(iptables(`-A INPUT -i lo -j ACCEPT\n${reject}`, 'DROP'))],
    ['the rule stands behind a goto that returns to the policy', under(iptables(`-A INPUT -g web\n${reject}`))],
    ['the rule only counts and logs', under(nft(['tcp dport 9000 counter packets 1 bytes 60 log prefix "drop "']))],
    ['the rule is for packets that pass through', under(nft(['tcp dport 9000 drop'], 'drop', 'forward'))],
    [
      'PHP is asked on a unix socket',
      (host) => {
        answer(host, 502);
        iptables('', 'DROP')(host);
      },
    ],
  ])('is silent when %s', (_, change) => {
    expect(findingsOf('firewall-blocked', change)).toEqual([]);
  });
});
