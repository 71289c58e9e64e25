import { describe, expect, test } from 'vitest';
import { withUnits } from '../../../src/collect/first-round/fpm-units.ts';
import type { FpmProgram } from '../../../src/facts/programs.ts';
import type { Process, Unit } from '../../../src/facts/system.ts';

const program = (binary: string, configPath: string, masterPid: number | null = null): FpmProgram => ({
  binary,
  configPath,
  masterPid,
  version: '8.2',
  testCommand: [],
  test: { passed: true, output: '' },
  files: [],
  unit: null,
});
const unit = (name: string, execStart: string, mainPid: number | null = null): Unit => ({
  name,
  execStart,
  mainPid,
  load: execStart === '' ? 'masked' : 'loaded',
  active: 'active',
  sub: 'running',
  result: 'success',
  enabled: 'enabled',
  exitStatus: null,
  activeSince: null,
  stateChangedAt: null,
  privateTmp: false,
  wantedBy: null,
});
const master = (pid: number, of: string | null): Process => ({
  pid,
  unit: of,
  parent: 1,
  program: 'php-fpm',
  role: 'master',
  title: '',
  uid: 0,
  user: 'root',
  gid: 0,
  groups: [],
  startedAt: 0,
  rssKb: 0,
  activity: 'S',
  exe: null,
});

const debian = program('/usr/sbin/php-fpm8.2', '/etc/php/8.2/fpm/php-fpm.conf', 40);
const panel = (masterPid: number | null): FpmProgram => ({
  ...program('/www/server/php/82/sbin/php-fpm', '/www/server/php/82/etc/php-fpm.conf', masterPid),
  script: '/etc/init.d/php-fpm-82',
});
const start82 = '/usr/sbin/php-fpm8.2 --nodaemonize --fpm-config /etc/php/8.2/fpm/php-fpm.conf';
const start81 = '/usr/sbin/php-fpm8.1 --nodaemonize --fpm-config /etc/php/8.1/fpm/php-fpm.conf';

describe('the unit of a PHP-FPM master', () => {
  test.each<[string, FpmProgram, readonly Unit[], readonly Process[], string | null]>([
    ['holds its process', debian, [unit('php8.2-fpm.service', start82)], [master(40, 'own.service')], 'own.service'],
    ['has its pid', debian, [unit('a.service', start81), unit('b.service', 'x', 40)], [master(40, null)], 'b.service'],
    [
      'starts its configuration',
      debian,
      [unit('php8.1-fpm.service', start81), unit('php8.2-fpm.service', start82)],
      [],
      'php8.2-fpm.service',
    ],
    [
      'starts its binary without a configuration',
      program('/usr/sbin/php-fpm', '/etc/php-fpm.conf'),
      [unit('php-fpm.service', '/usr/sbin/php-fpm --nodaemonize')],
      [],
      'php-fpm.service',
    ],
    [
      'starts its binary, but with another configuration',
      debian,
      [unit('x.service', '/usr/sbin/php-fpm8.2 -y /srv/fpm.conf')],
      [],
      null,
    ],
    ['is masked, so that only its name tells', debian, [unit('php8.2-fpm.service', '')], [], 'php8.2-fpm.service'],
    [
      "is masked and of Remi's collection",
      program('/opt/remi/php82/root/usr/sbin/php-fpm', '/etc/opt/remi/php82/php-fpm.conf'),
      [unit('php-fpm.service', ''), unit('php82-php-fpm.service', '')],
      [],
      'php82-php-fpm.service',
    ],
    [
      "is one that systemd made of an init script, which knows the program's path by its variables alone",
      panel(null),
      [unit('php-fpm-82.service', '/etc/init.d/php-fpm-82 start'), unit('nginx.service', '/etc/init.d/nginx start')],
      [],
      'php-fpm-82.service',
    ],
    [
      'is not what its init script would be, as the script was run without systemd',
      panel(40),
      [{ ...unit('php-fpm-82.service', '/etc/init.d/php-fpm-82 start'), active: 'inactive' }],
      [master(40, null)],
      null,
    ],
    [
      'is the init script, where that is the service',
      panel(null),
      [unit('/etc/init.d/php-fpm-82', '/etc/init.d/functions')],
      [],
      '/etc/init.d/php-fpm-82',
    ],
    [
      "starts a script in the program's place",
      { ...panel(null), script: '/usr/local/bin/run-php' },
      [unit('app.service', '/usr/local/bin/run-php --now')],
      [],
      'app.service',
    ],
    [
      "starts a script in the program's place, which then runs in it",
      { ...panel(40), script: '/usr/local/bin/run-php' },
      [unit('app.service', '/usr/local/bin/run-php --now', 39)],
      [master(40, 'app.service')],
      'app.service',
    ],
    ['is not there', debian, [], [master(40, null)], null],
  ])('%s', (_, given, units, processes, expected) => {
    expect(withUnits([given], units, processes)[0]?.unit).toBe(expected);
  });
});
