import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';

import { bringUpAnew, type Lab } from './lab.ts';
import { type Ended, type Suture, sutureOn } from './suture.ts';

// The shipped playbooks that have nginx and PHP-FPM meet elsewhere, on a real host with several sites, under requests.

const host = 'web01';
const socket = '/run/php/php8.2-fpm.sock';

let lab: Lab;
let suture: Suture;

beforeAll(async () => {
  lab = await bringUpAnew('switches', 1);
  suture = sutureOn(lab);
});
beforeEach(() => lab.heal(host));
afterAll(async () => {
  suture.dispose();
  await lab.takeDown();
});

const on = async (command: string): Promise<string> => (await lab.execOn(host, command)).stdout.trim();
const run = (...args: readonly string[]): Promise<Ended> => suture.fleet('run', ...args, '--yes');

/** Sites that reach the pool by an upstream block, an included file and a map; each has a port of its own. */
const moreSites = String.raw`
  cat >/etc/nginx/snippets/to-php.conf <<'E'
fastcgi_pass "unix:/run/php/php8.2-fpm.sock";
E
  cat >/etc/nginx/conf.d/ways.conf <<'E'
upstream php { server unix:/var/run/php/php8.2-fpm.sock max_fails=0; }
map $host $way { default unix:/run/php/php8.2-fpm.sock; }
server { listen 8081; root /var/www/html; location / { include fastcgi_params; fastcgi_param SCRIPT_FILENAME $document_root/index.php; fastcgi_pass php; } }
server { listen 8082; root /var/www/html; location / { include fastcgi_params; fastcgi_param SCRIPT_FILENAME $document_root/index.php; include snippets/to-php.conf; } }
server { listen 8083; root /var/www/html; location / { include fastcgi_params; fastcgi_param SCRIPT_FILENAME $document_root/index.php; fastcgi_pass $way; } }
E
  systemctl reload nginx`;
const answers = (): Promise<string> =>
  on(
    `for port in 80 8081 8082 8083; do curl --silent --output /dev/null --write-out '%{http_code} ' http://127.0.0.1:$port/; done`,
  );

interface Settings {
  readonly nginx: readonly string[];
  readonly fpm: readonly string[];
}

/** What both programs say of their own settings. */
async function settings(): Promise<Settings> {
  const [nginx, fpm] = await Promise.all([on('nginx -T 2>/dev/null'), on('php-fpm8.2 -tt 2>&1')]);
  // php-fpm says the time of day before each line.
  return { nginx: nginx.split('\n'), fpm: fpm.split('\n').map((line) => line.replace(/^\[.*?\]/, '').trim()) };
}

/** What is only in the one of two texts, line by line. */
const only = (one: readonly string[], other: readonly string[]): readonly string[] =>
  one.filter((line) => !other.includes(line)).map((line) => line.replaceAll(/\s+/g, ' ').replace(/^NOTICE: /, ''));

/** Asks a site all the time until told to end; the times (seconds) at which it didn't answer 200, and how often it did. */
async function underRequests(
  port: number,
  job: () => Promise<void>,
): Promise<{ failed: readonly number[]; good: number }> {
  const asking = lab.execOn(
    host,
    `rm -f /tmp/enough; while ! [ -e /tmp/enough ]; do
       echo "$(date +%s.%N) $(curl --silent --max-time 20 --output /dev/null --write-out '%{http_code}' http://127.0.0.1:${port}/)"
     done`,
  );
  await job().finally(() => on('touch /tmp/enough'));
  const lines = (await asking).stdout.trim().split('\n');
  const failed = lines.filter((line) => !line.endsWith(' 200'));
  return { failed: failed.map((line) => Number(line.split(' ')[0])), good: lines.length - failed.length };
}

/** When, by the journal, systemd last began to say something of a unit. */
const last = async (words: string): Promise<number> =>
  Number(
    (await on(`journalctl --no-pager --output short-unix | grep --fixed-strings '${words}' | tail -n 1`)).split(' ')[0],
  );

// The first has six runs, one after another, which a busy machine makes slow.
describe('switch-to-tcp and switch-to-socket', () => {
  test('move the pool and every way to it, and nothing else; again they find nothing to do; undone it is as it was', async () => {
    await on(moreSites);
    expect(await answers()).toBe('200 200 200 200');
    const [before, snapshot] = [await settings(), await lab.snapshot(host)];

    const switched = await run('switch-to-tcp');
    expect([switched.exitCode, switched.host(host).status]).toEqual([0, 'changed']);
    expect(await answers()).toBe('200 200 200 200');
    const after = await settings();
    expect(only(after.fpm, before.fpm)).toEqual(['listen = 127.0.0.1:9000', 'listen.allowed_clients = 127.0.0.1']);
    expect(only(before.fpm, after.fpm)).toEqual([`listen = ${socket}`, 'listen.allowed_clients = undefined']);
    expect(only(after.nginx, before.nginx)).toEqual([
      'upstream php { server 127.0.0.1:9000 max_fails=0; }',
      'map $host $way { default 127.0.0.1:9000; }',
      'fastcgi_pass 127.0.0.1:9000;',
      ' fastcgi_pass 127.0.0.1:9000;',
    ]);
    expect(only(before.nginx, after.nginx)).toHaveLength(4);

    const again = await run('switch-to-tcp');
    expect([again.exitCode, again.host(host).changes]).toEqual([0, []]);

    const back = await run('switch-to-socket');
    expect([back.exitCode, back.host(host).status]).toEqual([0, 'changed']);
    expect(await answers()).toBe('200 200 200 200');
    expect(only((await settings()).nginx, before.nginx).join(' ')).not.toContain('9000');
    expect((await run('switch-to-socket')).host(host).changes).toEqual([]);

    for (const { run: done } of [back, switched]) {
      expect((await suture.fleet('rollback', done, '--yes')).exitCode).toBe(0);
    }
    expect(await lab.snapshot(host)).toBe(snapshot);
    expect(await answers()).toBe('200 200 200 200');
  }, 300_000);

  test('lose no request but those between the stop of PHP-FPM and the reload of nginx', async () => {
    const { failed, good } = await underRequests(80, async () => {
      expect((await run('switch-to-tcp', '-e', 'port=9017')).exitCode).toBe(0);
    });
    expect(good).toBeGreaterThan(10);
    const [from, to] = [await last('Stopping php8.2-fpm'), await last('Reloaded nginx')];
    // A request may be on its way when it begins; nginx's new workers take a moment after its end.
    expect(failed.filter((at) => at < from - 1 || at > to + 1)).toEqual([]);
    expect(await on('curl --silent --output /dev/null --write-out "%{http_code}" http://127.0.0.1/')).toBe('200');
  });

  test('do so as Red Hat has it, where an access list lets nginx into the socket', async () => {
    await lab.layOut(host, 'redhat');
    const before = await lab.snapshot(host);
    expect((await run('switch-to-tcp')).host(host)).toMatchObject({ status: 'changed', sites: [{ status: 200 }] });
    expect((await run('switch-to-socket')).host(host)).toMatchObject({ status: 'changed', sites: [{ status: 200 }] });
    expect(await on('getfacl --absolute-names --omit-header /run/php-fpm/www.sock')).toContain('user:nginx:rw-');
    expect(await lab.snapshot(host)).toBe(before);
  });

  test('leave a host alone where the port is taken, or where not all who ask can be told', async () => {
    await on(`echo 'server { listen 127.0.0.1:9001; }' >/etc/nginx/conf.d/taken.conf; systemctl reload nginx`);
    const taken = await run('switch-to-tcp', '-e', 'port=9001');
    expect(taken.exitCode).toBe(8);
    expect(taken.host(host).refused).toMatchObject([
      { why: expect.stringContaining('127.0.0.1:9001 is taken: nginx') as string },
    ]);
    await on(String.raw`
      sed -i 's#fastcgi_pass unix:.*#set $v 8.2; fastcgi_pass unix:/run/php/php$v-fpm.sock;#' /etc/nginx/sites-available/default
      systemctl reload nginx`);
    const before = await lab.snapshot(host);
    const unsure = await run('switch-to-tcp');
    expect(unsure.host(host)).toMatchObject({
      status: 'refused',
      refused: [{ why: expect.stringContaining('is made of a variable') as string }],
    });
    expect(await lab.snapshot(host)).toBe(before);
  });
});

describe('migrate-php-version', () => {
  const migrate = (): Promise<Ended> => run('migrate-php-version', '-e', 'from=7.4', '-e', 'to=8.2');
  const passes = (): Promise<string> =>
    on("nginx -T 2>/dev/null | sed -n 's/^[^#]*fastcgi_pass \\([^;]*\\);.*/\\1/p' | sort | xargs");

  test('asks for a pool of the new version, then moves all sites without losing a request, and can be taken back', async () => {
    await lab.layOut(host, 'two-versions');
    const before = await lab.snapshot(host);
    const missing = await migrate();
    expect(missing.exitCode).toBe(8);
    expect(missing.host(host).refused).toMatchObject([
      { why: expect.stringContaining('has no pool legacy') as string },
    ]);
    expect(await lab.snapshot(host)).toBe(before);

    await on(`cd /etc/php/8.2/fpm/pool.d
      sed -e 's/^\\[www\\]/[legacy]/' -e 's#^listen = .*#listen = /run/php/php8.2-legacy.sock#' www.conf >legacy.conf
      systemctl restart php8.2-fpm`);
    const prepared = await lab.snapshot(host);
    let migrated = missing;
    const { failed, good } = await underRequests(80, async () => {
      migrated = await migrate();
    });
    expect([migrated.exitCode, migrated.host(host).status, failed]).toEqual([0, 'changed', []]);
    expect(good).toBeGreaterThan(10);
    expect(await passes()).toBe(`unix:/run/php/php8.2-fpm.sock unix:/run/php/php8.2-legacy.sock`);
    expect(await lab.httpStatus(host, 'legacy')).toBe(200);
    expect(await on('systemctl is-active php7.4-fpm')).toBe('active');
    expect((await migrate()).host(host).changes).toEqual([]);

    expect((await suture.fleet('rollback', migrated.run, '--yes')).exitCode).toBe(0);
    expect(await lab.snapshot(host)).toBe(prepared);
    expect(await lab.httpStatus(host, 'legacy')).toBe(200);
  });

  test('changes nothing until both versions are named', async () => {
    expect((await run('migrate-php-version')).host(host)).toMatchObject({ status: 'refused', changes: [] });
  });
});
