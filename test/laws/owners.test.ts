import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { causes } from '../../src/checks/all-checks.ts';
import { diagnose } from '../../src/checks/diagnose.ts';
import type { Change } from '../../src/plan/change.ts';
import { parsePlaybook } from '../../src/playbook/parse-playbook.ts';
import { planHost } from '../../src/playbook/plan-host.ts';
import { allSteps } from '../../src/steps/all-steps.ts';
import {
  addFpm,
  addPool,
  addSite,
  answer,
  type Draft,
  failFpm,
  hostFacts,
  killFpm,
  poolText,
  runsScript,
  SITE_FILE,
  siteText,
  socketAt,
  stopFpm,
  unitOf,
  write,
} from '../checks/host.ts';

// A site asks at an address of somebody's who is down, beside a PHP-FPM of Debian's that runs: no plan leads it there, whatever
// else is on the host and whoever approves, and none starts anybody but him.

const ASKED = '/run/php/shop.sock';
const OLD = 'php8.1-fpm.service';
const fix502 = parsePlaybook(
  'fix-502.yml',
  readFileSync(new URL('../../playbooks/fix-502.yml', import.meta.url), 'utf8'),
  { steps: allSteps, causes: new Set(causes().map(({ cause }) => cause)) },
).plays.flatMap(({ steps }) => steps);

type Down = (host: Draft, unit?: string) => void;
interface Owner {
  /** The unit that may be started for it; null where none is. */
  readonly unit: string | null;
  readonly make: (host: Draft, down: Down) => void;
}

/** A PHP-FPM of somebody else's, of another user, whose pool has the address; it is down. */
function fpmOf(host: Draft, down: Down): Draft['fpm'][number] {
  addFpm(host, '8.1', 900, ASKED);
  down(host, OLD);
  const program = host.fpm.at(-1)!;
  write(host, '/etc/php/8.1/fpm/pool.d/www.conf', poolText('shop', { user: 'shop', listen: ASKED }));
  return program;
}

function renamed(host: Draft, down: Down, unit: string): void {
  const program = fpmOf(host, down);
  unitOf(host, OLD).name = unit;
  program.unit = unit;
}

const named = (host: Draft, file: string, text: string, units: string[] = []): void =>
  void host.ownerSearch.mentions.push({ file, line: 7, text, units });

const container = { id: 'c'.repeat(12), name: 'shop', image: 'php:8.3-fpm', running: false, publishes: [] as string[] };

const OWNERS: Readonly<Record<string, Owner>> = {
  'a panel’s unit': {
    unit: 'plesk-php81-fpm.service',
    make: (host, down) => renamed(host, down, 'plesk-php81-fpm.service'),
  },
  'a unit of a script': {
    unit: 'app-runtime.service',
    make: (host, down) => {
      renamed(host, down, 'app-runtime.service');
      host.fpm.at(-1)!.script = '/usr/local/bin/run-app';
    },
  },
  'an init script that systemd knows nothing of': {
    unit: null,
    make: (host, down) => {
      const program = fpmOf(host, down);
      host.units = host.units.filter(({ name }) => name !== OLD);
      Object.assign(program, { unit: null, script: '/etc/init.d/php-fpm-81' });
    },
  },
  'a PHP-FPM of which only a script is known': {
    unit: null,
    make: (host) => {
      host.ownerSearch.starters.push('/etc/init.d/php-fpm-81');
      named(host, '/etc/init.d/php-fpm-81', `SOCK=${ASKED}`);
    },
  },
  'a supervisor': {
    unit: null,
    make: (host) => {
      named(host, '/etc/supervisor/conf.d/shop.conf', `command=/srv/php -b ${ASKED}`);
      host.ownerSearch.supervised = [
        { file: '/etc/supervisor/conf.d/shop.conf', line: 1, name: 'shop', state: 'STOPPED Nov 30 11:11 PM' },
      ];
    },
  },
  'a unit of an application': {
    unit: 'shop.service',
    make: (host) => {
      host.units.push({
        ...structuredClone(host.units[1]!),
        name: 'shop.service',
        active: 'inactive',
        sub: 'dead',
        mainPid: null,
      });
      named(host, '/etc/systemd/system/shop.service', `ExecStart=/srv/shop --bind ${ASKED}`, ['shop.service']);
    },
  },
  'a container that has the folder': {
    unit: null,
    make: ({ ownerSearch }) =>
      void ownerSearch.engines.push({ command: 'docker', containers: [{ ...container, mounts: ['/run/php'] }] }),
  },
  'a container that has the scripts': {
    unit: null,
    make: ({ ownerSearch }) =>
      void ownerSearch.engines.push({
        command: 'podman',
        containers: [{ ...container, mounts: ['/data'], inside: [{ from: '/data', to: '/srv/shop' }] }],
      }),
  },
  'an engine that is down': {
    unit: null,
    make: ({ ownerSearch }) => void ownerSearch.engines.push({ command: 'docker', containers: null }),
  },
  'a pool that is set aside': {
    unit: null,
    make: ({ ownerSearch }) =>
      void ownerSearch.poolFiles.push({
        file: '/etc/php/7.4/fpm/pool.d/shop.conf.disabled',
        line: 1,
        pool: 'shop',
        listen: ASKED,
        user: 'shop',
      }),
  },
};

const DOWN: Readonly<Record<string, Down>> = {
  stopped: stopFpm,
  killed: killFpm,
  failed: failFpm,
  'stopped for good': (host, unit) => {
    stopFpm(host, unit);
    unitOf(host, unit ?? '').enabled = 'disabled';
  },
  masked: (host, unit) => {
    stopFpm(host, unit);
    Object.assign(unitOf(host, unit ?? ''), { load: 'masked', enabled: 'masked' });
  },
  'started, and nothing of it left': (host, unit) => {
    stopFpm(host, unit);
    Object.assign(unitOf(host, unit ?? ''), { active: 'active', sub: 'exited' });
  },
};

const COMPANY: readonly ((host: Draft) => void)[] = [
  (host) => addPool(host, 'blog', '/run/php/blog.sock'),
  (host) => addFpm(host, '8.4', 950),
  (host) => addSite(host, 'blog.example', 'unix:/run/php/php8.2-fpm.sock'),
  (host) => addSite(host, 'other.example', `unix:${ASKED}`, 502),
  (host) => void host.paths.filter(({ path }) => path === ASKED).map((path) => Object.assign(path, socketAt(ASKED))),
  ({ ownerSearch }) => void ownerSearch.engines.push({ command: 'podman', containers: [], images: [] }),
  ({ ownerSearch }) => void ownerSearch.starters.push('/etc/init.d/php8.2-fpm'),
];

const leadsAway = (change: Change): boolean =>
  change.kind === 'write-file' &&
  change.before.split(`unix:${ASKED}`).length !== change.after.split(`unix:${ASKED}`).length;

const startsOf = (changes: readonly Change[]): readonly string[] =>
  changes.flatMap((change) => (change.kind === 'service' && change.verb !== 'reload' ? [change.unit] : []));

const cases = Object.keys(OWNERS).flatMap((owner) => Object.keys(DOWN).map((down) => [owner, down] as const));

test.each(cases)(
  'a site whose address is that of %s, which is %s, is led to no pool, and nobody else is started',
  (owner, down) => {
    const { make, unit } = OWNERS[owner]!;
    fc.assert(
      fc.property(fc.subarray([...COMPANY]), fc.boolean(), (company, approve) => {
        const facts = hostFacts((host) => {
          write(host, SITE_FILE, siteText('shop.example', `unix:${ASKED}`));
          runsScript(host, 'shop');
          answer(host, 502);
          make(host, DOWN[down]!);
          for (const each of company) each(host);
        });
        const { changes } = planHost(fix502, { host: 'web01', facts, diagnosis: diagnose(facts) }, () => approve);
        expect(changes.filter(leadsAway)).toEqual([]);
        expect(startsOf(changes).filter((each) => each !== unit)).toEqual([]);
      }),
      { numRuns: 25 },
    );
  },
);

test('whose unit can be started is started, so that the law says something', () => {
  const facts = hostFacts((host) => {
    write(host, SITE_FILE, siteText('shop.example', `unix:${ASKED}`));
    answer(host, 502);
    OWNERS['a panel’s unit']!.make(host, stopFpm);
  });
  const { changes } = planHost(fix502, { host: 'web01', facts, diagnosis: diagnose(facts) }, () => false);
  expect(startsOf(changes)).toEqual(['plesk-php81-fpm.service']);
});
