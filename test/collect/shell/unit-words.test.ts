import { describe, expect, test } from 'vitest';
import { unitsOf } from '../../../src/collect/shell/unit-words.ts';

const clock = { fromMicroseconds: (microseconds: number) => microseconds / 1e6 } as Parameters<typeof unitsOf>[1];

/** A unit as `systemctl show` prints it, with these properties besides. */
const shown = (properties: Readonly<Record<string, string>>): string =>
  Object.entries({ Id: 'nginx.service', LoadState: 'loaded', ActiveState: 'active', ...properties })
    .map(([key, value]) => `${key}=${value}`)
    .join('\n');

const unit = (properties: Readonly<Record<string, string>>, pids = '') => unitsOf(shown(properties), clock, pids)[0];

describe('what systemd refuses of a unit', () => {
  test.each<[string, Readonly<Record<string, string>>, readonly string[] | undefined]>([
    ['nothing', { CanStart: 'yes', CanStop: 'yes', CanReload: 'yes' }, undefined],
    ['a reload', { CanStart: 'yes', CanStop: 'yes', CanReload: 'no' }, ['reload']],
    ['to be started or stopped by hand', { CanStart: 'no', CanStop: 'no', CanReload: 'yes' }, ['start', 'stop']],
    ['nothing that it was not asked about, as by an old systemd', {}, undefined],
    [
      'nothing where its answer is empty, or no answer',
      { CanStart: '', CanStop: 'No', CanReload: 'nothing' },
      undefined,
    ],
  ])('is %s', (_, properties, refuses) => {
    expect(unit(properties)?.refuses).toEqual(refuses);
    expect(unit(properties)).toMatchObject({ name: 'nginx.service', load: 'loaded', active: 'active' });
  });
});

describe('how a unit is reloaded', () => {
  const argv = (line: string): string =>
    `{ path=/usr/sbin/nginx ; argv[]=${line} ; ignore_errors=no ; start_time=[n/a] ; pid=0 ; code=(null) ; status=0/0 }`;
  const PIDFile = '/run/nginx.pid';

  test.each<[string, Readonly<Record<string, string>>, string, object]>([
    [
      'by a command, its pid file named',
      { ExecReload: argv('/usr/sbin/nginx -s reload'), PIDFile },
      '701 /run/nginx.pid\n',
      { execReload: '/usr/sbin/nginx -s reload', pidFile: { path: PIDFile, says: '701' } },
    ],
    ['by a file that is missing', { PIDFile }, '- /run/nginx.pid\n', { pidFile: { path: PIDFile, says: null } }],
    ['by a file that is empty', { PIDFile }, ' /run/nginx.pid\n', { pidFile: { path: PIDFile, says: '' } }],
    [
      'by a file of another unit beside its own',
      { PIDFile },
      '9 /srv/run/nginx.pid\n701 /run/nginx.pid\n',
      { pidFile: { path: PIDFile, says: '701' } },
    ],
    [
      'by a file with words in it, cut off',
      { PIDFile },
      `${'7'.repeat(500)} /run/nginx.pid\n`,
      { pidFile: { path: PIDFile, says: '7'.repeat(32) } },
    ],
  ])('is told: %s', (_, properties, pids, told) => {
    expect(unit(properties, pids)).toMatchObject(told);
  });

  test.each<[string, Readonly<Record<string, string>>, string]>([
    ['it has no pid file', { PIDFile: '' }, '701 \n'],
    ['nobody said what stands in its file', { PIDFile }, ''],
    ['only another’s was told', { PIDFile }, '9 /srv/other.pid\n'],
  ])('is not told of where %s', (_, properties, pids) => {
    expect(unit(properties, pids)).not.toHaveProperty('pidFile');
    expect(unit(properties, pids)).not.toHaveProperty('execReload');
  });
});
