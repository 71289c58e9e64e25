import { describe, expect, test } from 'vitest';
import { fpmLine, nginxLine } from './crowd.ts';
import { answer, type Draft, findingOf, findingsOf, found, hostFacts, NOW, POOL_FILE, SITE } from './host.ts';
import { probeLine } from './probe-line.ts';
import { mayOpen, nginxConf } from './want.ts';

const CAUSE = 'fd-limit';
const POOL = 'www@/etc/php/8.2/fpm/php-fpm.conf';
const SAID = 'socket() failed (24: Too many open files) while connecting to upstream';
const nginxShort = (host: Draft): void => {
  nginxConf(host, 'worker_rlimit_nofile 24; events { worker_connections 768; }');
  mayOpen(host, 701, 24);
  answer(host, 500);
  host.logLines.push(probeLine(SAID, { errno: 24 }));
};
const php =
  'FastCGI sent in stderr: "PHP message: PHP Fatal error:  Uncaught E: no: Too many open files in /srv/a.php:5';
const poolShort = (host: Draft): void => {
  mayOpen(host, 801, 8);
  answer(host, 500);
  host.logLines.push(probeLine(php));
};

describe(CAUSE, () => {
  test('a worker of nginx may have two files for each of its connections', () => {
    expect(found(hostFacts(nginxShort))).toEqual([`${CAUSE}:nginx`]);
    const { severity, message, remedy, sites } = findingOf(CAUSE, nginxShort);
    expect({ severity, sites }).toEqual({ severity: 'critical', sites: [SITE] });
    expect(message).toBe(
      'each worker of nginx may have 24 files and connections open, and wanted more; 2 × 768 worker_connections, each with a file, = 1536',
    );
    expect(remedy).toMatchObject({
      step: 'set_nginx_directive',
      level: 'approve',
      with: { file: '/etc/nginx/nginx.conf', block: 'main', directives: { worker_rlimit_nofile: '1536' } },
    });
  });

  test('workers that may not even start are known without a log', () => {
    const finding = findingOf(CAUSE, (host) => {
      nginxConf(host, 'worker_rlimit_nofile 8; events { worker_connections 768; }');
      host.processes = host.processes.filter(({ pid }) => pid !== 701);
      answer(host, null);
    });
    expect(finding).toMatchObject({ severity: 'critical', subject: 'nginx', sites: [SITE] });
    expect(finding.message).toContain('even to start');
    expect(finding.remedy?.with).toMatchObject({ directives: { worker_rlimit_nofile: '1536' } });
  });

  test('a pool whose workers want more files gets the usual number, and the script’s error follows from it', () => {
    expect(found(hostFacts(poolShort))).toEqual([`${CAUSE}:${POOL}`, `php-fatal:${SITE}`]);
    const { severity, message, remedy } = findingOf(CAUSE, poolShort);
    expect(severity).toBe('critical');
    expect(message).toContain('may have 8 files open, and wanted more; 2 × 8 = 16, at least the usual 1024');
    expect(remedy).toMatchObject({
      step: 'set_pool_option',
      level: 'approve',
      with: { file: POOL_FILE, section: 'www', options: { rlimit_files: '1024' } },
    });
    expect(findingOf('php-fatal', poolShort).because).toEqual([`${CAUSE}:${POOL}`]);
  });

  test('PHP-FPM’s own log tells of a pool as well', () => {
    const finding = findingOf(CAUSE, (host) =>
      host.logLines.push(fpmLine('[pool www] child 66 said into stderr: "accept() failed: Too many open files (24)"')),
    );
    expect(finding).toMatchObject({ severity: 'warning', subject: POOL });
  });

  test.each<[string, (host: Draft) => void, string]>([
    [
      'it has two for each connection already',
      (host) => {
        nginxConf(host, 'events { worker_connections 10; }');
      },
      'what keeps so many open must be found',
    ],
    ['the kernel allows no process so many', (host) => (host.limits.mostOpenFiles = 1000), 'fs.nr_open'],
    ['its limit is not known', (host) => (host.limits.openFiles = []), 'is not known'],
    [
      'the files say more already',
      (host) => nginxConf(host, 'worker_rlimit_nofile 4096; events { worker_connections 768; }'),
      'has not read it',
    ],
  ])('nothing is proposed for nginx where %s', (_, change, why) => {
    const finding = findingOf(CAUSE, (host) => {
      nginxShort(host);
      change(host);
    });
    expect(finding.remedy).toBeNull();
    expect(finding.whyNoRemedy).toContain(why);
  });

  test.each<[string, (host: Draft) => void, string]>([
    ['a script never closes them', (host) => mayOpen(host, 801, 100_000), 'a script that never closes them'],
    ['their limit is not known', (host) => (host.limits.openFiles = []), 'is not known'],
    ['the kernel allows no process so many', (host) => (host.limits.mostOpenFiles = 100), 'fs.nr_open'],
  ])('nothing is proposed for a pool where %s', (_, change, why) => {
    const finding = findingOf(CAUSE, (host) => {
      poolShort(host);
      change(host);
    });
    expect(finding.remedy).toBeNull();
    expect(finding.whyNoRemedy).toContain(why);
  });

  test.each<[string, (host: Draft) => void]>([
    [
      'the lines are older than nginx’s last start',
      (host) => host.logLines.push(probeLine(SAID, { errno: 24, at: NOW - 7200 })),
    ],
    ['a process has few files, and nobody wanted more', (host) => mayOpen(host, 801, 8)],
    [
      'another site’s PHP wants more',
      (host) => host.logLines.push(nginxLine(php, NOW - 3, { server: 'blog.example' })),
    ],
    [
      'the pool’s lines are older than its last start',
      (host) => host.logLines.push(probeLine(php, { at: NOW - 7200 })),
    ],
    [
      'another pool of PHP-FPM says so',
      (host) => host.logLines.push(fpmLine('[pool shop] child 66 said into stderr: "Too many open files"')),
    ],
  ])('is silent when %s', (_, change) => {
    expect(findingsOf(CAUSE, change)).toEqual([]);
  });
});
