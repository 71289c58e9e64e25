import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { firstProbe } from '../../src/collect/first-round/first-probe.ts';
import { fpm } from '../../src/collect/first-round/fpm.ts';
import { identity } from '../../src/collect/first-round/identity.ts';
import { memory } from '../../src/collect/first-round/memory.ts';
import { nginx } from '../../src/collect/first-round/nginx.ts';
import { openTransactions } from '../../src/collect/first-round/open-transactions.ts';
import { processes } from '../../src/collect/first-round/processes.ts';
import { tcpListeners } from '../../src/collect/first-round/tcp-listeners.ts';
import { units } from '../../src/collect/first-round/units.ts';
import { unixListeners } from '../../src/collect/first-round/unix-listeners.ts';
import { sectionsOf } from '../../src/collect/frames.ts';
import type { Collector, Section } from '../../src/collect/define-collector.ts';
import type { Fact } from '../../src/facts/fact.ts';
import type { FactValues } from '../../src/facts/host-facts.ts';

/** What lab hosts answered to the first round. */
const recorded = (name: string): Buffer => readFileSync(join(import.meta.dirname, 'recorded', `${name}.txt`));
const sections = (name: string): ReadonlyMap<string, Section> => sectionsOf(recorded(name), 'suture-recorded');
const read = <Name extends keyof FactValues>(host: string, collector: Collector<Name>): Fact<FactValues[Name]> =>
  collector.parse(sections(host).get(collector.fact));
const value = <Value>(fact: Fact<Value>): Value => {
  if (fact.state !== 'known') throw new Error(fact.why);
  return fact.value;
};

describe('a Debian host', () => {
  const host = 'debian';

  test('says who it is', () => {
    expect(value(read(host, identity))).toEqual({
      hostname: 'web01',
      kernel: expect.stringMatching(/^\d+\.\d+/) as string,
      os: { id: 'debian', like: '', version: '12', name: 'Debian GNU/Linux 12 (bookworm)' },
      user: 'root',
      root: true,
      now: expect.any(Number) as number,
      utcOffsetMinutes: 0,
    });
    expect(value(read(host, memory)).totalKb).toBeGreaterThan(1_000_000);
  });

  test('has its processes with role, user, unit, executable and start', () => {
    const { now } = value(read(host, identity));
    const all = value(read(host, processes));
    expect(all.map(({ program, role, user, unit }) => [program, role, user, unit])).toEqual([
      ['php-fpm', 'master', 'root', 'php8.2-fpm.service'],
      ['nginx', 'master', 'root', 'nginx.service'],
      ['nginx', 'worker', 'www-data', 'nginx.service'],
      ['nginx', 'worker', 'www-data', 'nginx.service'],
      ['php-fpm', 'worker', 'www-data', 'php8.2-fpm.service'],
      ['php-fpm', 'worker', 'www-data', 'php8.2-fpm.service'],
    ]);
    expect(all[0]).toMatchObject({ exe: '/usr/sbin/php-fpm8.2', uid: 0, groups: [0], parent: 1 });
    expect(all[1]?.title).toBe('nginx: master process /usr/sbin/nginx -g daemon on; master_process on;');
    expect(all[4]?.parent).toBe(all[0]?.pid);
    for (const { startedAt, rssKb } of all) {
      expect(now - startedAt).toBeGreaterThan(-1);
      expect(now - startedAt).toBeLessThan(60);
      expect(rssKb).toBeGreaterThan(1000);
    }
  });

  test('has its units, active since their processes started', () => {
    const starts = new Map(value(read(host, processes)).map(({ pid, startedAt }) => [pid, startedAt]));
    const all = value(read(host, units));
    expect(all).toMatchObject([
      { name: 'nginx.service', load: 'loaded', active: 'active', sub: 'running', enabled: 'enabled', exitStatus: null },
      {
        name: 'php8.2-fpm.service',
        execStart: '/usr/sbin/php-fpm8.2 --nodaemonize --fpm-config /etc/php/8.2/fpm/php-fpm.conf',
        privateTmp: false,
        result: 'success',
      },
    ]);
    for (const { mainPid, activeSince } of all) {
      expect(Math.abs((activeSince ?? 0) - (starts.get(mainPid ?? 0) ?? 0))).toBeLessThan(1);
    }
  });

  test('has its listeners with who holds them and their queues', () => {
    expect(value(read(host, unixListeners))).toContainEqual({
      path: '/run/php/php8.2-fpm.sock',
      pid: expect.any(Number) as number,
      process: 'php-fpm8.2',
      inode: null,
      queued: 0,
      backlog: 4096,
    });
    const tcp = value(read(host, tcpListeners)).filter(({ port }) => port === 80);
    expect(tcp).toMatchObject([
      { host: '0.0.0.0', process: 'nginx', queued: 0, backlog: 511 },
      { host: '::', process: 'nginx', queued: 0, backlog: 511 },
    ]);
  });

  test('has nginx with its files as `nginx -T` names them', () => {
    const program = value(read(host, nginx));
    expect(program).toMatchObject({
      binary: '/usr/sbin/nginx',
      version: '1.22.1',
      prefix: '/usr/share/nginx',
      configPath: '/etc/nginx/nginx.conf',
      testCommand: ['/usr/sbin/nginx', '-t', '-c', '/etc/nginx/nginx.conf'],
      test: { passed: true, output: expect.stringContaining('test is successful') as string },
    });
    expect(program.files.map(({ path, lossless }) => [path, lossless])).toEqual([
      ['/etc/nginx/nginx.conf', true],
      ['/etc/nginx/mime.types', true],
      ['/etc/nginx/sites-enabled/default', true],
      ['/etc/nginx/snippets/fastcgi-php.conf', true],
      ['/etc/nginx/fastcgi.conf', true],
    ]);
    expect(program.files[2]).toMatchObject({
      realPath: '/etc/nginx/sites-available/default',
      state: { owner: 'root', group: 'root', uid: 0, gid: 0, mode: '0644' },
    });
    expect(program.files[2]?.text).toContain('fastcgi_pass unix:/run/php/php8.2-fpm.sock;');
  });

  test('has PHP-FPM with its files and its master', () => {
    const [program, ...others] = value(read(host, fpm));
    expect(others).toEqual([]);
    expect(program).toMatchObject({
      binary: '/usr/sbin/php-fpm8.2',
      version: expect.stringMatching(/^8\.2\.\d+$/) as string,
      configPath: '/etc/php/8.2/fpm/php-fpm.conf',
      testCommand: ['/usr/sbin/php-fpm8.2', '-t', '-y', '/etc/php/8.2/fpm/php-fpm.conf'],
      test: { passed: true },
      masterPid: value(read(host, processes))[0]?.pid,
    });
    expect(program?.files.map(({ path }) => path)).toEqual([
      '/etc/php/8.2/fpm/php-fpm.conf',
      '/etc/php/8.2/fpm/pool.d/www.conf',
    ]);
  });
});

describe('a host in the layout of Red Hat', () => {
  test('has the programs that run, with their own configuration', () => {
    expect(value(read('redhat-layout', fpm))).toMatchObject([
      { binary: '/usr/sbin/php-fpm', configPath: '/etc/php-fpm.conf', masterPid: expect.any(Number) as number },
    ]);
    expect(value(read('redhat-layout', nginx)).files.map(({ path }) => path)).toContain(
      '/etc/nginx/default.d/php.conf',
    );
    expect(value(read('redhat-layout', units))).toContainEqual(
      expect.objectContaining({
        name: 'php-fpm.service',
        execStart: '/usr/sbin/php-fpm --nodaemonize',
        privateTmp: true,
      }),
    );
    expect(new Set(value(read('redhat-layout', processes)).map(({ user }) => user))).toEqual(
      new Set(['root', 'nginx', 'apache']),
    );
  });
});

describe('a host without ss, systemctl and getent', () => {
  test('tells who listens by proc, though not who it is', () => {
    const nobody = { pid: null, process: null, queued: null, backlog: null };
    expect(value(read('without-tools', unixListeners))).toContainEqual({
      path: '/run/php/php8.2-fpm.sock',
      inode: null,
      ...nobody,
    });
    expect(value(read('without-tools', tcpListeners))).toEqual([
      { host: '0.0.0.0', port: 22, ...nobody },
      { host: '0.0.0.0', port: 80, ...nobody },
      { host: '::', port: 22, ...nobody },
      { host: '::', port: 80, ...nobody },
    ]);
  });

  test('has no units, and says why', () => {
    expect(read('without-tools', units)).toEqual({ state: 'absent', why: 'no systemctl on this host' });
  });

  test('still names the users of its processes', () => {
    expect(new Set(value(read('without-tools', processes)).map(({ user }) => user))).toEqual(
      new Set(['root', 'www-data']),
    );
  });
});

describe('a host that is asked as a plain user', () => {
  test('tells its files, and that its programs may not test them', () => {
    expect(value(read('plain-user', identity))).toMatchObject({ user: 'ops', root: false });
    const { test: nginxTest, files } = value(read('plain-user', nginx));
    expect(nginxTest).toMatchObject({ passed: false, noVerdict: 'needs root' });
    expect(files.map(({ path }) => path)).toEqual(
      expect.arrayContaining(['/etc/nginx/nginx.conf', '/etc/nginx/sites-enabled/default']),
    );
    const [program] = value(read('plain-user', fpm));
    expect(program?.test).toMatchObject({ passed: false, noVerdict: 'needs root' });
    expect(program?.files.map(({ path }) => path)).toEqual([
      '/etc/php/8.2/fpm/php-fpm.conf',
      '/etc/php/8.2/fpm/pool.d/www.conf',
    ]);
    expect(value(read('plain-user', processes)).length).toBe(6);
  });
});

describe('a host that a killed runner has left', () => {
  test('says whose transaction is open, and when its timer fires', () => {
    expect(value(read('debian', openTransactions))).toEqual([
      {
        id: '20261201T000554Z-xoih',
        state: 'applied',
        who: 'root@pc',
        since: '2026-12-01T00:06:00Z',
        atWork: false,
        armed: true,
        firesAt: 1_796_086_560,
        paths: ['/etc/php/8.2/fpm/pool.d/www.conf'],
        undo: 'roots',
      },
    ]);
  });

  test('and one on which nothing called for it has none', () => {
    expect(read('without-tools', openTransactions)).toEqual({ state: 'known', value: [] });
  });
});

describe('a collector', () => {
  const collectors: readonly Collector[] = firstProbe.lanes.flat();

  test.each(['debian', 'without-tools'])('bears a section of %s that is cut off anywhere', (host) => {
    for (const collector of collectors) {
      const section = sections(host).get(collector.fact);
      if (section === undefined) throw new Error(`no ${collector.fact} was recorded`);
      const step = Math.max(1, Math.floor(section.bytes.length / 300));
      for (let length = 0; length < section.bytes.length; length += step) {
        const bytes = section.bytes.subarray(0, length);
        const fact = collector.parse({ bytes, stdout: bytes.toString('utf8'), exitStatus: 0 });
        expect(['known', 'absent', 'unknown']).toContain(fact.state);
      }
    }
  });

  test('never takes a file for whole of which bytes are missing or wrong', () => {
    const section = sections('debian').get('nginx');
    const bytes = Buffer.from(section?.bytes ?? []);
    const at = bytes.indexOf('fastcgi_pass unix:');
    bytes.write('FASTCGI', at);
    expect(nginx.parse({ bytes, stdout: '', exitStatus: 0 })).toEqual({
      state: 'unknown',
      why: 'nginx: its configuration files changed while they were read',
    });
  });
});
