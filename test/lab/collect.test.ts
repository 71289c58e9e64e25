import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { collectFacts } from '../../src/collect/collect-facts.ts';
import type { Fact } from '../../src/facts/fact.ts';
import type { HostFacts } from '../../src/facts/host-facts.ts';
import type { ReadSession } from '../../src/transport/session.ts';
import { shellSession } from '../apply/shell-session.ts';
import { bringUp, containerOf, type Lab } from './lab.ts';

const host = 'web01';
const docker = ['docker', 'exec', '-i'];
const container = containerOf('collect', host);
const root = shellSession(host, [...docker, container, 'sh', '-s']);
const plainUser = shellSession(host, [...docker, '-u', 'ops', container, 'sh', '-s']);
const socket = '/run/php/php8.2-fpm.sock';

let lab: Lab;

beforeAll(async () => {
  lab = await bringUp('collect', 1);
});
beforeEach(() => lab.heal(host));
afterAll(() => lab.takeDown());

async function collect(session: ReadSession): Promise<HostFacts> {
  const facts = await collectFacts(session, { sinceSeconds: 900, timeoutMs: 30_000 });
  if (!facts.ok) throw new Error(facts.error.message);
  return facts.value;
}

const value = <Value>(fact: Fact<Value>): Value => {
  if (fact.state !== 'known') throw new Error(fact.why);
  return fact.value;
};

/** The sockets among the paths that were asked for; the others are scripts. */
const sockets = (paths: HostFacts['paths']) => value(paths).filter(({ kind }) => kind === 'socket');

/** Hides programs from a session's scripts alone: in a mount namespace of its own, nothing stands in their place. */
const without = (tools: readonly string[]): ReadSession => {
  const hide = `for tool in ${tools.join(' ')}; do for folder in /usr/bin /usr/sbin; do
    [ ! -e $folder/$tool ] || mount -n --bind /dev/null $folder/$tool; done; done; exec sh -s`;
  return shellSession(host, [...docker, container, 'unshare', '-m', 'sh', '-c', hide]);
};

/** Every file that a test of a configuration may touch, with owner, mode, time of change and content. */
const everything = async (): Promise<string> => {
  const folders = '/run /tmp /var /etc /usr/share/nginx';
  const apart = [
    '/run/systemd',
    '/run/log',
    '/var/log/journal',
    '/var/log/nginx/access.log',
    '/var/log/nginx/error.log',
  ];
  const { stdout } = await lab.execOn(
    host,
    `find ${folders} \\( ${apart.map((path) => `-path ${path}`).join(' -o ')} \\) -prune -o -printf '%p %y %s %u %g %m %T@ %l\\n' | sort
    grep -c suture /proc/self/mounts`,
  );
  return stdout;
};

describe('a probe leaves the host as it was', () => {
  test.each(['nginx-stopped', 'fpm-stopped', 'nginx-config-invalid', 'fpm-config-invalid', 'runtime-dir-missing'])(
    'with %s',
    async (fault) => {
      await lab.breakHost(host, fault);
      const before = await everything();
      await collect(root);
      expect(await everything()).toBe(before);
    },
  );

  test('where logs and folders are missing that the programs would make', async () => {
    await lab.execOn(
      host,
      'systemctl stop nginx php8.2-fpm; rm -r /var/lib/nginx/* /var/log/nginx/* /var/log/php8.2-fpm.log',
    );
    const before = await everything();
    const facts = await collect(root);
    expect(value(facts.nginx).test.passed).toBe(true);
    expect(await everything()).toBe(before);
  });

  test('where logs are larger than the memory that stands in for them', async () => {
    await lab.execOn(host, 'truncate -s 2G /var/log/nginx/access.log /var/log/php8.2-fpm.log');
    const facts = await collect(root);
    expect(value(facts.nginx).test).toMatchObject({ passed: true });
    expect(value(facts.fpm)[0]?.test).toMatchObject({ passed: true });
  });

  test('with an empty pid file that was there before', async () => {
    await lab.execOn(host, 'systemctl stop nginx; : >/run/nginx.pid');
    const before = await everything();
    await collect(root);
    expect(await everything()).toBe(before);
  });

  test('without namespaces, and says that nothing was tested', async () => {
    await lab.breakHost(host, 'nginx-stopped');
    await lab.execOn(host, 'rm -r /var/lib/nginx/* /var/log/nginx/*');
    const before = await everything();
    const confined = shellSession(host, [...docker, container, 'setpriv', '--bounding-set=-sys_admin', 'sh', '-s']);
    for (const session of [without(['setpriv', 'unshare']), confined]) {
      const { nginx, fpm } = await collect(session);
      for (const { test: result } of [value(nginx), ...value(fpm)]) {
        expect(result).toMatchObject({
          passed: false,
          noVerdict: expect.stringMatching(
            /^was not run: it would leave traces here: unshare: .*(denied|not permitted)$/,
          ) as string,
        });
      }
    }
    expect(await everything()).toBe(before);
  });
});

describe('a probe tells', () => {
  test('of a healthy host all that there is to know', async () => {
    const facts = await collect(root);
    for (const [name, fact] of Object.entries(facts)) expect([name, fact.state]).toEqual([name, 'known']);
    expect(value(facts.fpm)).toMatchObject([{ unit: 'php8.2-fpm.service', test: { passed: true } }]);
    expect(sockets(facts.paths)).toMatchObject([
      { path: socket, kind: 'socket', owner: 'www-data', nginxMayConnect: true, acl: [] },
    ]);
    expect(value(facts.siteStatuses)).toContainEqual(expect.objectContaining({ status: 200, error: null }));
    expect(value(facts.accounts)).toContainEqual({
      name: 'www-data',
      uid: 33,
      gid: 33,
      group: 'www-data',
      gids: [33],
      groups: ['www-data'],
    });
  });

  test('with its own request the freshest evidence of a 502', async () => {
    await lab.execOn(host, 'chown root: /run/php/php8.2-fpm.sock; : >/var/log/nginx/error.log');
    const facts = await collect(root);
    expect(value(facts.siteStatuses)).toContainEqual(expect.objectContaining({ status: 502 }));
    expect(sockets(facts.paths)).toMatchObject([{ owner: 'root', nginxMayConnect: false }]);
    const last = value(facts.logLines)
      .filter(({ program, source }) => program === 'nginx' && source.startsWith('/'))
      .at(-1);
    expect(last).toMatchObject({ source: '/var/log/nginx/error.log', errno: 13, level: 'crit' });
  });

  test('who may connect also while nginx is stopped', async () => {
    await lab.breakHost(host, 'nginx-stopped');
    const facts = await collect(root);
    expect(sockets(facts.paths)).toMatchObject([{ nginxMayConnect: true }]);
    expect(value(facts.siteStatuses)).toContainEqual(
      expect.objectContaining({ status: null, error: 'connection refused' }),
    );
    expect(value(facts.units)).toContainEqual(expect.objectContaining({ name: 'nginx.service', active: 'inactive' }));
  });

  test('the ACL of a socket, and what it comes to', async () => {
    await lab.breakHost(host, 'socket-acl-denied');
    expect(sockets((await collect(root)).paths)).toMatchObject([{ acl: ['user:nobody:rw-'], nginxMayConnect: false }]);
  });

  test('the files of a configuration that nginx refuses', async () => {
    await lab.breakHost(host, 'nginx-config-invalid');
    const { test: result, files } = value((await collect(root)).nginx);
    expect(result).toMatchObject({ passed: false, output: expect.stringContaining('[emerg]') as string });
    expect(files.map(({ path }) => path)).toContain('/etc/nginx/sites-enabled/default');
  });

  test('nothing of a log before the time that was asked for, and the right line of what came after', async () => {
    const old = '2001/02/03 04:05:06 [error] 1#1: *1 old';
    await lab.execOn(
      host,
      `log=/var/log/nginx/error.log; yes '${old}' | head -n 9000 >$log; date "+%Y/%m/%d %H:%M:%S [error] 1#1: *1 new" >>$log`,
    );
    const lines = value((await collect(root)).logLines).filter(({ source }) => source === '/var/log/nginx/error.log');
    expect(lines).toMatchObject([{ line: 9001, message: 'new' }]);
  });

  describe('nothing of a file that others led it to', () => {
    const secret = '/root/secret.log';
    const prepare = `echo 'canary of root' >${secret}; chmod 600 ${secret}; mkdir -p /srv/site; ln -s ${secret} /srv/site/led
      ln -s /srv/site/led /etc/nginx/trusted; chown www-data /srv/site; chown -h www-data /srv/site/led`;

    test.each([
      ['by a log', 'error_log /srv/site/led;', 'conf.d/led.conf'],
      ['by a log through a link of root’s', 'error_log /etc/nginx/trusted;', 'conf.d/led.conf'],
    ])('%s', async (_, words, file) => {
      await lab.execOn(host, `${prepare}; echo '${words}' >/etc/nginx/${file}`);
      const facts = await collect(root);
      expect(JSON.stringify(facts)).not.toContain('canary');
      expect(facts.logLines).toMatchObject({
        state: 'unknown',
        why: expect.stringMatching(/leads through \/srv\/site\/led, a link in a folder that isn't root's/) as string,
      });
    });

    test.each(['/srv/site/led', '/etc/nginx/trusted'])('by an include of %s, which nginx would quote', async (path) => {
      await lab.execOn(host, `${prepare}; echo 'include ${path};' >/etc/nginx/conf.d/led.conf`);
      const facts = await collect(root);
      expect(JSON.stringify(facts)).not.toContain('canary');
      expect(value(facts.nginx)).toMatchObject({
        test: { noVerdict: expect.stringContaining(`was not run: it would open ${path}, which leads`) as string },
        unread: [{ path }],
      });
    });

    test('while a log of a site’s own, and one through links of root’s, are read', async () => {
      const now = `$(date '+%Y/%m/%d %H:%M:%S') [error] 1#1: *1`;
      await lab.execOn(
        host,
        `mkdir -p /srv/site /data; chown www-data /srv/site; ln -s /data /srv/linked
        echo 'error_log /srv/site/own.log; server { listen 81; error_log /srv/linked/other.log; }' >/etc/nginx/conf.d/own.conf
        echo "${now} own" >/srv/site/own.log; echo "${now} other" >/data/other.log`,
      );
      const lines = value((await collect(root)).logLines).map(({ message }) => message);
      expect(lines).toEqual(expect.arrayContaining(['own', 'other']));
    });

    test('and nothing of a pipe', async () => {
      await lab.execOn(host, `mkfifo /srv/pipe; echo 'error_log /srv/pipe;' >/etc/nginx/conf.d/pipe.conf`);
      const facts = await collect(root);
      expect(value(facts.nginx).test.passed).toBe(true);
      expect(facts.logLines.state).toBe('known');
    });
  });

  test('a folder that is missing on the way, and through which link one gets there', async () => {
    await lab.execOn(host, "sed -i 's|^listen = .*|listen = /var/run/gone/x.sock|' /etc/php/8.2/fpm/pool.d/www.conf");
    const state = value((await collect(root)).paths).find(({ path }) => path === '/var/run/gone/x.sock');
    expect(state).toMatchObject({ realPath: '/run/gone/x.sock', kind: 'missing', nginxMayConnect: null });
    expect(state?.folders.at(-1)).toEqual({ path: '/run/gone', owner: '', group: '', mode: '', exists: false });
  });

  test('to a plain user what the files say, and why it can tell no more', async () => {
    const facts = await collect(plainUser);
    expect(value(facts.nginx).test).toMatchObject({ passed: false, noVerdict: 'needs root' });
    expect(value(facts.fpm)[0]?.test).toMatchObject({ passed: false, noVerdict: 'needs root' });
    expect(facts.logLines).toMatchObject({ state: 'unknown', why: expect.stringContaining('needs root') as string });
    for (const name of ['identity', 'units', 'processes', 'tcpListeners', 'paths', 'siteStatuses'] as const)
      expect(facts[name].state).toBe('known');
  });

  test('a host in the layout of Red Hat', async () => {
    await lab.layOut(host, 'redhat');
    const facts = await collect(root);
    expect(value(facts.fpm)).toContainEqual(
      expect.objectContaining({ configPath: '/etc/php-fpm.conf', unit: 'php-fpm.service' }),
    );
    expect(sockets(facts.paths)).toMatchObject([{ path: '/run/php-fpm/www.sock', nginxMayConnect: true }]);
    expect(value(facts.siteStatuses)).toContainEqual(expect.objectContaining({ status: 200 }));
  });

  test('what it can without systemctl, ss, getfacl, getent, setpriv and curl', async () => {
    const facts = await collect(without(['systemctl', 'ss', 'getfacl', 'getent', 'setpriv', 'curl', 'journalctl']));
    expect(facts.units).toEqual({
      state: 'unknown',
      why: 'systemd runs this host, and there is no systemctl to ask it',
    });
    expect(value(facts.unixListeners)).toContainEqual(expect.objectContaining({ path: socket, pid: null }));
    expect(sockets(facts.paths)).toMatchObject([{ kind: 'socket', acl: [], nginxMayConnect: true }]);
    expect(value(facts.siteStatuses)).toContainEqual(expect.objectContaining({ status: 200 }));
  });

  test('that there is no nginx and no PHP-FPM where there is none', async () => {
    await lab.execOn(host, 'systemctl stop nginx php8.2-fpm; rm -r /usr/sbin/nginx /usr/sbin/php-fpm8.2');
    const facts = await collect(root);
    expect(facts.nginx).toMatchObject({ state: 'absent' });
    expect(facts.fpm).toMatchObject({ state: 'absent' });
    expect(value(facts.processes)).toEqual([]);
  });
});
