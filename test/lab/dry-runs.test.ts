import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import { bringUpAnew, type Lab } from './lab.ts';
import { numbersFrom } from './shuffled.ts';
import { type Suture, sutureOn } from './suture.ts';
import { differing, wholeHost } from './whole-host.ts';

// A dry run writes nothing, wherever a configuration would have its programs write: the whole host is the same before and after.

const seed = Number(process.env['SUTURE_SEED'] ?? Date.now() % 1_000_000);
const rounds = Number(process.env['SUTURE_DRY_RUNS'] ?? 4);
let lab: Lab;
let suture: Suture;

beforeAll(async () => {
  lab = await bringUpAnew('dry-runs', 2);
  suture = sutureOn(lab);
  await lab.layOut('web02', 'redhat');
  for (const host of lab.hosts) {
    // The message of the day is made anew at each login.
    await on(host, 'sed -i /pam_motd/d /etc/pam.d/sshd');
    await on(host, 'mkdir -p /data /srv/a && ln -s /data/linked /srv/linked; rm -rf /var/lib/suture');
    await suture.fleet('check', '--limit', host);
  }
});

afterAll(async () => {
  suture.dispose();
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

/** Looks at a host, with its first plan rehearsed, while this stands in a file of its own among nginx's. */
async function looked(host: string, words: string): Promise<readonly string[]> {
  await on(host, `cat >/etc/nginx/conf.d/written.conf <<'END'\n${words}\nEND\n`);
  const changed = await changedBy(host, async () => {
    const { skipped } = (await suture.fleet('check', '--limit', host)).host(host);
    expect(skipped.filter(({ cause }) => cause === 'nginx-config-invalid')).toEqual([]);
    await suture.fleet('run', 'fix-502', '--check', '--limit', host);
  });
  await on(host, 'rm /etc/nginx/conf.d/written.conf');
  return changed;
}

const keys = 'keys_zone=k:1m';

describe.each(['web01', 'web02'])('on %s nothing is different', (host) => {
  test.each([
    ['a healthy host', ''],
    ['a cache in /dev/shm', `fastcgi_cache_path /dev/shm/cache ${keys};`],
    [
      'new logs anywhere',
      'access_log /data/new.log; error_log /srv/a/new.log;\nserver { listen 81; access_log /opt/x.log; }',
    ],
    [
      'temporary folders anywhere',
      'client_body_temp_path /data/body 1 2; proxy_temp_path /srv/proxy; uwsgi_temp_path /dev/uwsgi;',
    ],
    ['a log that is a link to a folder', 'access_log /srv/linked; error_log /srv/linked;'],
    [
      'sockets and ports of its own',
      'server { listen unix:/data/u.sock; listen unix:/run/u.sock; listen 8099; listen [::1]:8098; }',
    ],
    ['a folder of an odd name', 'access_log "/data/a:b,c\\\\d e/x.log"; proxy_temp_path "/data/a:b,c\\\\d e/proxy";'],
  ])('%s', async (_, words) => {
    await on(host, 'mkdir -p "/data/a:b,c\\\\d e"; touch -d 2020-01-01 /data');
    expect(await looked(host, words)).toEqual([]);
  });
});
