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
  hostFacts,
  POOL_FILE,
  poolText,
  runsScript,
  SITE_FILE,
  siteText,
  SOCKET,
  socketAt,
  UNIT,
  unitOf,
  write,
} from '../checks/host.ts';

const GONE = '/run/php/shop.sock';
const fix502 = parsePlaybook(
  'fix-502.yml',
  readFileSync(new URL('../../playbooks/fix-502.yml', import.meta.url), 'utf8'),
  {
    steps: allSteps,
    causes: new Set(causes().map(({ cause }) => cause)),
  },
).plays.flatMap(({ steps }) => steps);

/** Something on the host that makes the address somebody's, or the pool no place for the site. */
const SIGNS: Readonly<Record<string, (host: Draft) => void>> = {
  'a unit names it': ({ ownerSearch, units }) => {
    units.push({
      ...structuredClone(units[1]!),
      name: 'shop.service',
      active: 'inactive',
      mainPid: null,
      execStart: '',
    });
    ownerSearch.mentions.push({
      file: '/etc/systemd/system/shop.service',
      line: 2,
      text: `ListenStream=${GONE}`,
      units: ['shop.service'],
    });
  },
  'two units name it': ({ ownerSearch }) => {
    for (const unit of ['a.service', 'b.service'])
      ownerSearch.mentions.push({ file: `/etc/systemd/system/${unit}`, line: 2, text: GONE, units: [unit] });
  },
  'a file may name it': ({ ownerSearch }) =>
    void ownerSearch.mentions.push({ file: '/etc/default/shop', line: 1, text: 'SOCK=shop.sock', units: [] }),
  'a supervisor names it': ({ ownerSearch }) =>
    void ownerSearch.mentions.push({
      file: '/etc/supervisor/conf.d/php.conf',
      line: 3,
      text: `command=php-fpm ${GONE}`,
      units: [],
    }),
  'another pool is set aside there': ({ ownerSearch }) =>
    void ownerSearch.poolFiles.push({
      file: '/etc/php/7.4/fpm/pool.d/shop.conf.disabled',
      line: 1,
      pool: 'shop',
      listen: GONE,
      user: 'shop',
    }),
  'a script starts a PHP-FPM': ({ ownerSearch }) => void ownerSearch.starters.push('/etc/init.d/php-fpm-82'),
  'an engine is down': ({ ownerSearch }) => void ownerSearch.engines.push({ command: 'docker', containers: null }),
  'an engine keeps an image of PHP and no container of it': ({ ownerSearch }) =>
    void ownerSearch.engines.push({ command: 'podman', containers: [], images: ['docker.io/library/php:8.3-fpm'] }),
  'somebody’s own engine can’t be asked': ({ ownerSearch }) =>
    void ownerSearch.unsearched.push('the containers below /home/app/.local/share/containers/storage/libpod'),
  'a container has its folder': ({ ownerSearch }) =>
    void ownerSearch.engines.push({
      command: 'docker',
      containers: [
        { id: 'a'.repeat(12), name: 'php', image: 'php', running: false, publishes: [], mounts: ['/run/php'] },
      ],
    }),
  'the journal remembers it': ({ ownerSearch }) =>
    void ownerSearch.remembered.push({ at: 1, by: 'php-fpm-old', text: `listening on ${GONE}` }),
  'a place could not be read': ({ ownerSearch }) => void ownerSearch.unsearched.push('/etc/default/php'),
  'its socket file is left': ({ paths }) => void paths.push(socketAt(GONE)),
  'its scripts are not here': ({ paths }) => {
    const script = paths.find(({ path }) => path === '/srv/shop/index.php')!;
    script.kind = 'missing';
    script.folders[2]!.exists = false;
  },
  'its scripts are closed to the pool': ({ paths }) => {
    Object.assign(paths.find(({ path }) => path === '/srv/shop/index.php')!.folders[2]!, {
      owner: 'shop',
      group: 'shop',
      mode: '0750',
    });
  },
  'two pools can be meant': (host) => addPool(host, 'blog', '/run/php/blog.sock'),
  'two PHP-FPMs run': (host) => addFpm(host, '8.1', 900),
  'the only pool is stopped and disabled': (host) => {
    Object.assign(unitOf(host, UNIT), { active: 'inactive', enabled: 'disabled', wantedBy: [], mainPid: null });
    host.processes = host.processes.filter(({ program }) => program === 'nginx');
    host.unixListeners = [];
    host.fpm[0]!.masterPid = null;
  },
};

/** What a person may be asked about. */
const DOUBTS: Readonly<Record<string, (host: Draft) => void>> = {
  'the pool serves another app': (host) => addSite(host, 'blog.example', `unix:${SOCKET}`),
  'the scripts are somebody else’s': ({ paths }) =>
    void Object.assign(paths.find(({ path }) => path === '/srv/shop/index.php')!, { owner: 'deploy', group: 'deploy' }),
  'the same pool is set aside there': ({ ownerSearch }) =>
    void ownerSearch.poolFiles.push({
      file: '/etc/php/7.4/fpm/pool.d/www.conf',
      line: 1,
      pool: 'www',
      listen: GONE,
      user: 'www-data',
    }),
};

/** Changes of no account to the question. */
const NOISE: readonly ((host: Draft) => void)[] = [
  (host) => addSite(host, 'static.example', 'unix:/run/php/elsewhere.sock'),
  (host) => write(host, POOL_FILE, poolText('www', { 'pm.max_children': '9' })),
  ({ ownerSearch }) =>
    void ownerSearch.mentions.push({ file: '/etc/default/x', line: 1, text: 'SOCK=/run/shop.sock2', units: [] }),
  ({ ownerSearch }) => void ownerSearch.starters.push('/etc/init.d/php8.2-fpm'),
  // An engine that answers, and none of whose containers could have the address.
  ({ ownerSearch }) =>
    void ownerSearch.engines.push({
      command: 'docker',
      containers: [
        {
          id: 'b'.repeat(12),
          name: 'db',
          image: 'mariadb:11',
          running: true,
          publishes: ['127.0.0.1:3306'],
          mounts: ['/srv/db'],
          network: 'bridge',
        },
      ],
      images: [],
    }),
];

const led = (changes: readonly Change[]): boolean =>
  changes.some(
    (change) =>
      change.kind === 'write-file' &&
      change.after.includes(`fastcgi_pass unix:${SOCKET}`) &&
      change.before.includes(GONE),
  );

function plan(happened: readonly ((host: Draft) => void)[], approve: boolean): readonly Change[] {
  const facts = hostFacts((host) => {
    write(host, SITE_FILE, siteText('shop.example', `unix:${GONE}`));
    runsScript(host);
    answer(host, 502);
    for (const each of happened) each(host);
  });
  return planHost(fix502, { host: 'web01', facts, diagnosis: diagnose(facts) }, () => approve).changes;
}

test('a host on which nothing speaks against it is repaired, so that the laws below say something', () => {
  expect(led(plan([], false))).toBe(true);
  for (const each of NOISE.slice(1)) expect(led(plan([each], false))).toBe(true);
});

test.each(Object.keys(SIGNS))('no site is led to the pool where %s, whoever approves', (sign) => {
  expect(led(plan([SIGNS[sign]!], true))).toBe(false);
});

test.each(Object.keys(DOUBTS))('no site is led to the pool where %s, unless it is approved', (doubt) => {
  expect(led(plan([DOUBTS[doubt]!], false))).toBe(false);
  expect(led(plan([DOUBTS[doubt]!], true))).toBe(true);
});

test('no plan leads a site to a pool where anything speaks against it, in whatever company', () => {
  const some = (from: readonly string[], least: number) => fc.subarray([...from], { minLength: least, maxLength: 3 });
  fc.assert(
    fc.property(
      some(Object.keys(SIGNS), 0),
      some(Object.keys(DOUBTS), 0),
      fc.subarray([...NOISE]),
      fc.boolean(),
      (signs, doubts, noise, approve) => {
        const happened = [...signs.map((sign) => SIGNS[sign]!), ...doubts.map((doubt) => DOUBTS[doubt]!), ...noise];
        const mayBe = signs.length === 0 && (approve || doubts.length === 0);
        if (!mayBe) expect(led(plan(happened, approve))).toBe(false);
      },
    ),
    { numRuns: 400 },
  );
});
