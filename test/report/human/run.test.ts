import { describe, expect, test } from 'vitest';
import { findingKey } from '../../../src/checks/finding.ts';
import type { HostReport } from '../../../src/run/host-report.ts';
import { planText } from '../../../src/report/human/plan.ts';
import { recapText } from '../../../src/report/human/recap.ts';
import { emptyReport } from '../../../src/run/failed-report.ts';
import {
  addSite,
  answer,
  type Draft,
  failFpm,
  killFpm,
  pathOf,
  POOL_FILE,
  poolText,
  SOCKET,
  write,
} from '../../checks/host.ts';
import { all, changed, page, planned, RUN, runOf, unreachable } from '../reports.ts';

const denied = (host: Draft): void => {
  write(host, POOL_FILE, poolText('www', { 'listen.owner': 'root', 'listen.group': 'root' }));
  Object.assign(pathOf(host, SOCKET), { owner: 'root', group: 'root', nginxMayConnect: false });
  answer(host, 502);
};
const invalid = (host: Draft): void => {
  host.fpm[0]!.test = { passed: false, output: 'ERROR: no' };
  failFpm(host);
};

describe('a plan', () => {
  test('says what was found, what would be changed with its diff, and that it was rehearsed', () => {
    expect(planText([planned('web01'), planned('web02', denied)], page({ diff: true }))).toBe(`
socket-denied (critical): /run/php/php8.2-fpm.sock
  1 host: web02
  nginx runs as www-data, which may not write to the socket (root:root 0660)
  evidence   /run/php/php8.2-fpm.sock  socket root:root 0660
             /proc/701  nginx's worker runs as www-data, in the groups www-data
             /etc/php/8.2/fpm/pool.d/www.conf:5  listen.owner = root
             /etc/php/8.2/fpm/pool.d/www.conf:6  listen.group = root
  sites      shop.example:80 answers 502
  remedy     set_listen_owner (guarded): listen.owner = www-data, listen.group =
             www-data, listen.mode = 0660 in [www]; restart php8.2-fpm.service
  timeline   2026-02-01T02:40:00Z  /etc/php/8.2/fpm/pool.d/www.conf and 1 more
             file of PHP-FPM were changed
             2026-02-02T01:40:00Z  nginx became active
             2026-02-02T01:40:00Z  php8.2-fpm became active

plan
  1 host: web02
  c1 write /etc/php/8.2/fpm/pool.d/www.conf: line 5 \`listen.owner = root\`,
     \`listen.group = root\` → \`listen.owner = www-data\`, \`listen.group =
     www-data\`, \`listen.mode = 0660\`
     --- /etc/php/8.2/fpm/pool.d/www.conf\tbefore
     +++ /etc/php/8.2/fpm/pool.d/www.conf\tafter
     @@ -2,5 +2,6 @@
      ;listen = /run/php/commented-out.sock
      user = www-data
      listen = /run/php/php8.2-fpm.sock
     -listen.owner = root
     -listen.group = root
     +listen.owner = www-data
     +listen.group = www-data
     +listen.mode = 0660
  c2 test: /usr/sbin/php-fpm8.2 -t --fpm-config /etc/php/8.2/fpm/php-fpm.conf
  c3 test: /usr/sbin/nginx -t -c /etc/nginx/nginx.conf
  c4 restart php8.2-fpm.service
     php8.2-fpm.service: active, enabled -> restart
  rehearsed  yes, the real programs accept the new files
  further    what comes to light once this is cured is repaired in the same run,
             at the same levels
`);
  });

  test('tells what came to light later, and says once why it is left', () => {
    const { findings } = planned('web02', invalid);
    const refused = findings.map((each) => ({ finding: findingKey(each), why: each.whyNoRemedy }));
    const shown = planText([{ ...changed('web02', denied), revealed: findings, refused }], page());
    expect(shown).toContain('\ncame to light after that\n\nfpm-config-invalid (critical): ');
    expect(shown.match(/only who wrote/g)).toHaveLength(1);
    expect(shown).not.toContain('further');
  });

  test('of many hosts is told once where it is the same', () => {
    const shown = planText(all(31, planned('web01', killFpm)), page());
    expect(shown.split('\n').filter((line) => line === 'plan')).toHaveLength(1);
    expect(shown).toContain('\nplan\n  31 hosts: web01, web02,');
  });

  test('of a healthy fleet is nothing', () => {
    expect(planText(all(3, planned('web01')), page())).toBe('');
  });

  test('says why nothing is done, once, where the finding has no remedy', () => {
    const shown = planText([planned('web03', invalid)], page());
    expect(shown.match(/only who wrote/g)).toHaveLength(1);
    expect(shown).not.toContain('left alone');
  });

  test('says what a step left alone, and what waits for somebody, and how that is approved', () => {
    const why = 'php8.2-fpm.service is masked: somebody’s decision';
    const report: HostReport = {
      ...emptyReport('web01', 'refused', 1),
      refused: [{ finding: 'fpm-stopped:php8.2-fpm.service', why }],
      needsApproval: ['php-version-gone:/run/php/php7.4-fpm.sock'],
    };
    expect(planText([report, { ...report, host: 'web02' }], page())).toBe(`
left alone
  fpm-stopped:php8.2-fpm.service on web01, web02: php8.2-fpm.service is masked:
  somebody’s decision

waits for approval
  php-version-gone:/run/php/php7.4-fpm.sock on web01, web02: --approve
  php-version-gone approves it
`);
  });

  test('that could not be rehearsed says so', () => {
    const report = { ...planned('web01', denied), rehearsed: false, whyNotRehearsed: 'no mount namespaces here' };
    expect(planText([report], page())).toContain('  rehearsed  no: no mount namespaces here\n');
  });
});

describe('the recap', () => {
  test('of a dry run says that nothing was changed, and what to type to do it', () => {
    const report = runOf(true, planned('web01'), planned('web02', denied), unreachable('web03'));
    expect(recapText(report, page())).toBe(`
unreachable (connection-refused)
  1 host: web03
  web03:22: nothing listens there (ECONNREFUSED)
  hint       is sshd running, and on this port?

RECAP (dry run: nothing was changed)
web01 : ok            shop.example:80 answers 200
web02 : would-change  2 changes  shop.example:80 answers 502
web03 : unreachable
3 hosts: 1 ok, 1 would-change, 1 unreachable  (12.3 s)

To do this:
  suture run fix-502 -i fleet.yml --limit web02
`);
  });

  test('of a run says what each site answers now, and how to take it back', () => {
    const report = runOf(false, planned('web01'), changed('web02', denied));
    expect(recapText(report, page())).toBe(`
RECAP
web01 : ok            shop.example:80 answers 200
web02 : changed       2 changes  shop.example:80 502 -> 200
2 hosts: 1 ok, 1 changed  (12.3 s)

To take it back:
  suture rollback ${RUN} -i fleet.yml
`);
  });

  test('of a large fleet names the hosts on which anything happened, and counts the others', () => {
    const report = runOf(false, ...all(999, planned('web01')), changed('web1000', denied));
    expect(recapText(report, page()).split('\n').slice(0, 6)).toEqual([
      '',
      'RECAP',
      'web1000 : changed       2 changes  shop.example:80 502 -> 200',
      '999 hosts more : ok',
      '1000 hosts: 999 ok, 1 changed  (12.3 s)',
      '',
    ]);
  });

  test('shows no more sites than fit on the line', () => {
    const busy = planned('web01', (host) => {
      for (let site = 0; site < 30; site += 1) addSite(host, `site${site}.example`, `unix:${SOCKET}`);
    });
    const [, , line = ''] = recapText(runOf(true, busy), page()).split('\n');
    expect(line).toBe('web01 : ok            shop.example:80 answers 200, and 30 more');
    expect(recapText(runOf(true, busy), page({ width: 40 }))).toContain('web01 : ok            31 sites\n');
  });

  test('of a host that was rolled back shows what was found, what was undone, and why', () => {
    const before = changed('web01', denied);
    const report: HostReport = {
      ...before,
      status: 'rolled-back',
      changes: before.changes.map((each) => (each.kind === 'gate' ? each : { ...each, state: 'undone' })),
      error: {
        reason: 'verify-worse',
        message: 'the second look is not better: shop.example:80 answered 200, and now 502',
        hint: 'everything was put back as it was',
      },
    };
    expect(planText([report], page())).toContain(`
rolled back
  1 host: web01
  c1 write /etc/php/8.2/fpm/pool.d/www.conf: line 5 \`listen.owner = root\`,
     \`listen.group = root\` → \`listen.owner = www-data\`, \`listen.group =
     www-data\`, \`listen.mode = 0660\` (undone)
  c2 test: /usr/sbin/php-fpm8.2 -t --fpm-config /etc/php/8.2/fpm/php-fpm.conf
  c3 test: /usr/sbin/nginx -t -c /etc/nginx/nginx.conf
  c4 restart php8.2-fpm.service (undone)
  rehearsed  yes, the real programs accept the new files
`);
    expect(planText([report], page())).toContain('socket-denied (critical): ');
    const recap = recapText(runOf(false, report), page());
    expect(recap).toContain(`
rolled-back (verify-worse)
  1 host: web01
  the second look is not better: shop.example:80 answered 200, and now 502
  hint       everything was put back as it was
`);
    expect(recap).not.toContain('suture rollback');
  });

  test('of a rollback does not propose another', () => {
    const report = {
      ...runOf(false, { ...emptyReport('web01', 'rolled-back' as const, 9) }),
      command: 'rollback' as const,
    };
    expect(recapText(report, page())).toBe(`
RECAP
web01 : rolled-back
1 host: 1 rolled-back  (12.3 s)
`);
  });
});
