import { describe, expect, test } from 'vitest';
import { checkText } from '../../../src/report/human/check.ts';
import type { HostReport } from '../../../src/run/host-report.ts';
import { painter } from '../../../src/report/human/style.ts';
import {
  addSite,
  answer,
  connectFailed,
  type Draft,
  failFpm,
  killFpm,
  NOW,
  pathOf,
  POOL_FILE,
  poolText,
  SITE_FILE,
  siteText,
  SOCKET,
  write,
} from '../../checks/host.ts';
import { all, checked, checkRun, page, unreachable, webs } from '../reports.ts';

const text = (...hosts: readonly HostReport[]): string => checkText(checkRun(...hosts), page());
const widest = (shown: string): number => Math.max(...shown.split('\n').map((line) => line.length));

const denied = (host: Draft): void => {
  write(host, POOL_FILE, poolText('www', { 'listen.owner': 'root', 'listen.group': 'root' }));
  Object.assign(pathOf(host, SOCKET), { owner: 'root', group: 'root', nginxMayConnect: false });
  answer(host, 502);
  host.logLines.push({ ...connectFailed(13, `unix:${SOCKET}`, NOW - 60), level: 'crit' });
};

test('a thousand healthy hosts take one line', () => {
  expect(text(...all(1000, checked('web01')))).toBe('1000 hosts: 1000 healthy (1000 sites answered)  (812 ms)\n');
});

test('a finding says what is broken, why one may think so, who suffers, and what would cure it', () => {
  expect(
    text(checked('web01'), checked('web02', denied)),
  ).toBe(`2 hosts: 1 healthy (1 site answered), 1 unhealthy  (812 ms)

socket-denied (critical): /run/php/php8.2-fpm.sock
  1 host: web02
  nginx runs as www-data, which may not write to the socket (root:root 0660)
  evidence   /run/php/php8.2-fpm.sock  socket root:root 0660
             /proc/701  nginx's worker runs as www-data, in the groups www-data
             /etc/php/8.2/fpm/pool.d/www.conf:5  listen.owner = root
             /etc/php/8.2/fpm/pool.d/www.conf:6  listen.group = root
             and 1 more (-v shows all)
  sites      shop.example:80 answers 502
  remedy     set_listen_owner (guarded): listen.owner = www-data, listen.group =
             www-data, listen.mode = 0660 in [www]; restart php8.2-fpm.service
  timeline   2026-02-02T01:40:00Z  nginx became active
             2026-02-02T01:40:00Z  php8.2-fpm became active
             2026-02-02T02:39:00Z  first error: connect() to
             unix:/run/php/php8.2-fpm.sock failed (13: …) while connecting to
             upstream (or earlier: no older line was read)

To see what would be done about it:
  suture run fix-502 --check --diff -i fleet.yml --limit web02
`);
});

test('hosts with the same finding stand together, ten of them by name', () => {
  const shown = text(...all(31, checked('web01', killFpm)));
  expect(shown.split('\n').slice(0, 8)).toEqual([
    '31 hosts: 31 unhealthy  (812 ms)',
    '',
    'stale-socket (critical): /run/php/php8.2-fpm.sock',
    '  31 hosts: web01, web02, web03, web04, web05, web06, web07, web08, web09, web10',
    '  and 21 more',
    '  /run/php/php8.2-fpm.sock is left over from a PHP-FPM that is gone: pool www of',
    '  php8.2-fpm should listen there and nobody does',
    '  as on      web01',
  ]);
  expect(shown.split('\n').filter((line) => line.startsWith('stale-socket'))).toHaveLength(1);
  expect(shown).toContain('  so also    fpm-stopped: php8.2-fpm is failed (signal)');
  expect(shown).toContain('\n  suture run fix-502 --check --diff -i fleet.yml\n');
});

test('a finding without a remedy says why, and nothing more is proposed', () => {
  const shown = text(
    checked('web01', (host) => {
      host.fpm[0]!.test = {
        passed: false,
        output: "ERROR: [/etc/php/8.2/fpm/pool.d/www.conf:3] unknown entry 'pm.max_childs'",
      };
      failFpm(host);
    }),
  );
  expect(shown).toContain('  no remedy  only who wrote /etc/php/8.2/fpm/pool.d/www.conf:3 knows what was\n');
  expect(shown).not.toContain('suture run');
});

test('unreachable hosts with one reason stand together, though each message names its own address', () => {
  const hosts = webs(7).map((host, index) => unreachable(host, `10.0.0.${index + 1}`));
  expect(text(...hosts)).toBe(`7 hosts: 7 unreachable  (812 ms)

unreachable (connection-refused)
  7 hosts: web01, web02, web03, web04, web05, web06, web07
  web01: 10.0.0.1:22: nothing listens there (ECONNREFUSED)
  web02: 10.0.0.2:22: nothing listens there (ECONNREFUSED)
  web03: 10.0.0.3:22: nothing listens there (ECONNREFUSED)
  web04: 10.0.0.4:22: nothing listens there (ECONNREFUSED)
  web05: 10.0.0.5:22: nothing listens there (ECONNREFUSED)
  and 2 messages more like these (-v shows all)
  hint       is sshd running, and on this port?
`);
});

test('what could not be checked is never silently healthy, and -v says why', () => {
  const blind = (host: Draft): void => void Object.assign(pathOf(host, SOCKET), { acl: null, nginxMayConnect: null });
  const report = checkRun(checked('web01', blind), checked('web02'));
  expect(checkText(report, page())).toBe(`2 hosts: 2 healthy (2 sites answered; 1 not checked in full)  (812 ms)

not checked on 1 host: fpm-config-not-loaded, socket-denied, socket-acl-denied
(-v says why)
`);
  expect(
    checkText(report, page({ verbosity: 1 })),
  ).toBe(`2 hosts: 2 healthy (2 sites answered; 1 not checked in full)  (812 ms)

not checked
  fpm-config-not-loaded, socket-denied, socket-acl-denied on web01: whether
  www-data may connect to /run/php/php8.2-fpm.sock isn't known
`);
});

test('with -v all evidence is shown, and whole', () => {
  const shown = checkText(checkRun(checked('web02', denied)), page({ verbosity: 1 }));
  expect(shown).toContain('/var/log/nginx/error.log:812');
  expect(shown).not.toContain('-v shows all');
});

test('the limit that was typed is kept where the findings are on too many hosts to name', () => {
  const hosts = [...all(11, checked('web01', killFpm)), checked('db01')];
  const shown = checkText(checkRun(...hosts), page({ limit: 'web*', options: [] }));
  expect(shown.trimEnd().split('\n').at(-1)).toBe("  suture run fix-502 --check --diff --limit 'web*'");
});

describe('80 columns hold', () => {
  const longSite = `shop-${'with-many-words.'.repeat(3)}example`;
  test.each<[string, (host: Draft) => void]>([
    [
      'long evidence',
      (host) => {
        denied(host);
        host.logLines[0]!.message = `connect() failed ${'and said so at length '.repeat(30)}`;
      },
    ],
    [
      'many sites',
      (host) => {
        killFpm(host);
        for (let site = 0; site < 30; site += 1) addSite(host, `site${site}.example`, `unix:${SOCKET}`, 502);
      },
    ],
    [
      'long names',
      (host) => {
        write(host, SITE_FILE, siteText(longSite, `unix:${SOCKET}`));
        host.siteStatuses[0]!.site = `${longSite}:80`;
        killFpm(host);
      },
    ],
  ])('with %s', (_, change) => {
    const shown = text(...all(31, checked('web01', change), '.rack-17.example'));
    expect(widest(shown)).toBeLessThanOrEqual(80);
  });
});

describe('a hostile host', () => {
  const evil = '\u001b[2J\u001b]0;owned\u0007\r\u202efpm\nall hosts: healthy';
  const shown = checkText(
    checkRun(
      checked('web01', (host) => {
        killFpm(host);
        host.logLines.push({ ...connectFailed(111, `unix:${SOCKET}`, NOW - 1), message: `${evil} password=hunter2` });
        Object.assign(host.units[1]!, { result: evil, sub: evil });
        host.siteStatuses = [
          { ...host.siteStatuses[0]!, status: null, error: `${evil} Authorization: Bearer abcdef123456` },
        ];
      }),
      { ...unreachable('web02'), error: { reason: 'not-ssh', message: 'x: it greets with "SSH"', hint: null } },
    ),
    page({ verbosity: 1 }),
  );

  test('cannot move the cursor, hide text or set the title', () => {
    expect(shown).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e]/);
  });

  test('cannot write a line of its own that looks like ours', () => {
    expect(shown.split('\n').filter((line) => /^\s*all hosts/.test(line))).toEqual([]);
  });

  test('cannot make us print a secret', () => {
    expect(shown).not.toContain('hunter2');
    expect(shown).not.toContain('abcdef123456');
  });
});

test('colours are laid over the same words', () => {
  const hosts = [checked('web01'), checked('web02', denied), unreachable('web03')];
  const coloured = checkText(checkRun(...hosts), page({ paint: painter(true) }));
  expect(coloured).toContain('\u001b[');
  expect(coloured.replaceAll(/\u001b\[\d+m/g, '')).toBe(text(...hosts));
});
