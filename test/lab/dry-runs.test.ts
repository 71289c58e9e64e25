import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import { bringUpAnew, type Lab } from './lab.ts';
import { numbersFrom } from './shuffled.ts';
import { sideBySide } from './side-by-side.ts';
import { type Ended, type HostJson, type Suture, sutureOn } from './suture.ts';
import { differing, wholeHost } from './whole-host.ts';

// A dry run writes nothing, wherever a configuration would have its programs write: the whole host is the same before and
// after. Each host is broken, so that there is a plan to rehearse. SUTURE_DRY_RUNS=500 draws more configurations.

const seed = Number(process.env['SUTURE_SEED'] ?? Date.now() % 1_000_000);
const drawn = Number(process.env['SUTURE_DRY_RUNS'] ?? 2);
const odd = '/data/a:b,c d\\e';
let lab: Lab;
let suture: Suture;
let folder: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'suture-dry-'));
  lab = await bringUpAnew('dry-runs', 2);
  suture = sutureOn(lab);
  await lab.layOut('web02', 'redhat');
  await sideBySide(lab.hosts, async (host) => {
    await lab.breakHost(host, 'upstream-mismatch');
    // The message of the day is made anew at each login. What is linked leads out of nginx's own folders.
    await on(
      host,
      `sed -i /pam_motd/d /etc/pam.d/sshd
      mkdir -p /srv/a /data/logs '${odd}' && ln -s /data/linked /srv/linked
      mv /var/log/nginx /data/logs/nginx && ln -s /data/logs/nginx /var/log/nginx
      systemctl restart nginx && mkfifo /data/fifo && touch -d 2020-01-01 /data /data/logs`,
    );
    await suture.fleet('check', '--limit', host);
  });
});

afterAll(async () => {
  suture.dispose();
  rmSync(folder, { recursive: true });
  await lab.takeDown();
});

async function on(host: string, command: string): Promise<string> {
  const { status, stdout, stderr } = await lab.execOn(host, command);
  if (status !== 0) throw new Error(`${command}: ${stderr}`);
  return stdout;
}

/** What becomes different on a host while something is done. */
async function changedBy(host: string, act: () => Promise<unknown>): Promise<readonly string[]> {
  const before = await on(host, `${wholeHost}:`);
  await act();
  return differing(before, await on(host, `${wholeHost}:`));
}

const onOne = (host: string, ...args: readonly string[]): Promise<Ended> => suture.fleet(...args, '--limit', host);

/** A playbook that puts these words among nginx's files and has nginx test them. */
function putting(words: string): string {
  const file = join(folder, 'put.yml');
  const steps = `[{ copy: { dest: /etc/nginx/conf.d/written.conf, content: ${JSON.stringify(words)} } }, test_nginx: {}]`;
  writeFileSync(file, `- hosts: all\n  steps: ${steps}\n`);
  return file;
}

/** Tries words of nginx's as a plan, and then as what stands in a file of the host; says what differs, and what was tested. */
async function tried(
  host: string,
  words: string,
): Promise<{ differs: readonly string[]; rehearsed: boolean; untested: readonly string[] }> {
  let [rehearsed, untested]: [boolean, readonly string[]] = [false, []];
  const planned = await changedBy(host, async () => {
    rehearsed = (await onOne(host, 'run', putting(words), '--check')).host(host).rehearsed;
  });
  await on(host, `cat >/etc/nginx/conf.d/written.conf <<'END'\n${words}\nEND\n`);
  const standing = await changedBy(host, async () => {
    const { skipped } = (await onOne(host, 'check')).host(host);
    untested = skipped.filter(({ cause }) => cause === 'nginx-config-invalid').map(({ why }) => why);
    await onOne(host, 'run', 'fix-502', '--check');
  });
  await on(host, 'rm /etc/nginx/conf.d/written.conf');
  return { differs: [...planned, ...standing], rehearsed, untested };
}

const untouched = { differs: [], rehearsed: true, untested: [] };

const variants: readonly (readonly [name: string, words: string])[] = [
  ['a cache in /dev/shm', 'fastcgi_cache_path /dev/shm/cache keys_zone=k:1m;'],
  [
    'new logs anywhere',
    'access_log /data/logs/new.log; error_log /srv/a/new.log;\nserver { listen 81; access_log /opt/x.log; }',
  ],
  [
    'temporary folders anywhere',
    'client_body_temp_path /data/body 1 2; proxy_temp_path /srv/proxy; uwsgi_temp_path /dev/uwsgi;',
  ],
  [
    'logs through links, and into a pipe',
    'access_log /srv/linked; error_log /data/fifo;\nserver { listen 81; access_log /srv/linked; }',
  ],
  [
    'sockets and ports',
    'server { listen unix:/data/u.sock; listen unix:/run/u.sock; listen 8099; listen [::1]:8098; }',
  ],
  [
    'a folder of an odd name',
    `access_log "${odd.replace('\\', '\\\\')}/x.log"; fastcgi_temp_path "${odd.replace('\\', '\\\\')}/fastcgi";`,
  ],
];

describe('nothing is different', () => {
  test.concurrent.each(['web01', 'web02'])(
    `on %s, with nginx running and stopped, and whatever is drawn by seed ${seed}`,
    async (host) => {
      const all = variants.map(([, words]) => words).join('\n');
      expect(await tried(host, all)).toEqual(untouched);
      await on(host, 'systemctl stop nginx && rm -f /data/logs/nginx/* && touch -d 2020-01-01 /data/logs/nginx');
      expect(await tried(host, all)).toEqual(untouched);
      await on(host, 'systemctl start nginx');
      for (let round = 0; round < drawn; round += 1) {
        const words = randomWords(numbersFrom(seed + round));
        expect([words, (await tried(host, words)).differs]).toEqual([words, []]);
      }
    },
    300_000,
  );

  test('what a login may take of the machine is no verdict', async () => {
    const [host = ''] = lab.hosts;
    const limited = async (how: string): Promise<HostJson> => {
      const limits = `ops ${how} as 40000\nops ${how} fsize 1\nops ${how} nofile 16\n`;
      await on(host, `printf %s '${limits}' >/etc/security/limits.d/ops.conf`);
      return (await onOne(host, 'check')).host(host);
    };
    for (const told of [await limited('soft'), await limited('hard')]) {
      expect(told.findings.map(({ cause }) => cause)).toEqual(['upstream-mismatch']);
    }
    expect((await limited('soft')).skipped).toEqual([]);
    await on(host, 'rm /etc/security/limits.d/ops.conf');
  });

  test('by the dry runs of a saved plan and of a rollback', async () => {
    const [host = ''] = lab.hosts;
    const plan = join(folder, 'plan.json');
    const file = putting('access_log /data/logs/planned.log;');
    expect(await changedBy(host, () => onOne(host, 'run', file, '--check', '--save-plan', plan))).toEqual([]);
    expect(await changedBy(host, () => onOne(host, 'apply', plan, '--check'))).toEqual([]);
    const { run } = await onOne(host, 'run', file, '--yes');
    await on(host, 'systemctl restart nginx');
    expect(await changedBy(host, () => suture.fleet('rollback', run, '--check'))).toEqual([]);
  });
});

const FOLDERS = [
  '/data',
  '/data/logs',
  '/srv',
  '/srv/linked',
  '/dev',
  '/dev/shm',
  '/opt',
  '/root',
  '/home',
  '/etc/nginx',
  '/usr/share',
  '/var/tmp',
  '/tmp',
  '/run',
  '/run/php',
  '/nowhere',
  '/proc',
  '/sys',
  '/proc/1/root/data',
  '/',
];
const DIRECTIVES: readonly ((path: string, number: number) => string)[] = [
  (path) => `access_log ${path};`,
  (path) => `error_log ${path} debug;`,
  (path) => `error_log syslog:server=unix:${path};`,
  (path) => `client_body_temp_path ${path} 1 2;`,
  (path) => `scgi_temp_path ${path};`,
  (path, number) => `proxy_cache_path ${path} keys_zone=z${number}:1m;`,
  (path, number) => `fastcgi_cache_path ${path} levels=1:2 use_temp_path=off keys_zone=f${number}:1m;`,
  (path, number) => `server { listen ${8100 + number}; listen unix:${path}; location / { proxy_store ${path}; } }`,
  (path, number) =>
    `server { listen 127.0.0.1:${8200 + number}; access_log ${path}-$host.log; error_log ${path} info; }`,
];

function randomWords(draw: () => number): string {
  const one = <Item>(items: readonly Item[]): Item => items[Math.floor(draw() * items.length)] as Item;
  const directives = [...DIRECTIVES].filter(() => draw() < 0.4);
  return directives.map((write, number) => write(`${one(FOLDERS)}/drawn-${number}`, number)).join('\n');
}
