import { once } from 'node:events';

import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import { bringUpAnew, type Lab } from './lab.ts';
import { type Suture, sutureOn } from './suture.ts';
import { until } from './until.ts';

// Hosts whose PID 1 is sysvinit's: its own scripts in /etc/init.d, or OpenRC's, start and stop nginx and PHP-FPM.

const script = '/etc/init.d/php8.2-fpm';
const applied = 'ls /var/lib/suture/tx/*/state.applied';

describe.each(['sysvinit', 'openrc'])('on a host of %s', (kind) => {
  const host = 'web01';
  let lab: Lab;
  let suture: Suture;

  beforeAll(async () => {
    lab = await bringUpAnew(`without-systemd-${kind}`, 1, kind);
    suture = sutureOn(lab);
  });

  afterAll(async () => {
    suture.dispose();
    await lab.takeDown();
  });

  const look = async () => (await suture.fleet('check')).host(host);

  test('a host that is well is called so, and every check that can be made is', async () => {
    expect(await look()).toMatchObject({ status: 'healthy', findings: [], skipped: [] });
  });

  test('a PHP-FPM that is stopped is started by its script, and stopped again by a rollback', async () => {
    await lab.execOn(host, `${script} stop`);
    expect((await look()).findings).toMatchObject([{ cause: 'fpm-stopped', subject: script, severity: 'critical' }]);
    const ended = await suture.fleet('run', 'fix-502', '--yes');
    expect(ended.host(host)).toMatchObject({ status: 'changed', findings: [] });
    expect(await lab.httpStatus(host)).toBe(200);

    expect((await suture.fleet('rollback', ended.run, '--yes')).host(host).status).toBe('rolled-back');
    expect((await lab.execOn(host, `${script} status`)).status).toBe(3);
    await lab.execOn(host, `${script} start`);
  });

  test('an nginx that is stopped is started by its script', async () => {
    await lab.execOn(host, '/etc/init.d/nginx stop');
    expect((await look()).findings[0]).toMatchObject({ cause: 'nginx-stopped', subject: '/etc/init.d/nginx' });
    expect((await suture.fleet('run', 'fix-502', '--yes')).host(host).status).toBe('changed');
    expect(await lab.httpStatus(host)).toBe(200);
  });

  test('a socket that is root’s alone is given back by a restart, and taken again by a rollback', async () => {
    const pool = '/etc/php/8.2/fpm/pool.d/www.conf';
    await lab.execOn(
      host,
      `sed -i 's/^listen.owner.*/listen.owner = root/; s/^listen.group.*/listen.group = root/' ${pool}`,
    );
    await lab.execOn(host, `${script} restart`);
    const ended = await suture.fleet('run', 'fix-502', '--yes');
    expect(ended.host(host)).toMatchObject({ status: 'changed' });
    expect(await lab.httpStatus(host)).toBe(200);
    expect((await suture.fleet('rollback', ended.run, '--yes')).host(host).status).toBe('rolled-back');
    expect(await lab.httpStatus(host)).toBe(502);
    expect((await suture.fleet('run', 'fix-502', '--yes')).host(host).status).toBe('changed');
  });

  test('a runner that is killed leaves a host that undoes everything by itself', async () => {
    await lab.execOn(host, `${script} stop`);
    const runner = suture.start('run', 'fix-502', '--yes', '--confirm-within', '20');
    const ended = once(runner, 'exit');
    await until('the host has applied everything', async () => (await lab.execOn(host, applied)).status === 0);
    runner.kill('SIGKILL');
    await ended;
    expect(await lab.httpStatus(host)).toBe(200);
    await until('the switch has fired', async () => (await lab.execOn(host, `${script} status`)).status === 3);
    expect(await lab.httpStatus(host)).toBe(502);
    await lab.execOn(host, `${script} start`);
  });

  test('a PHP-FPM that no boot starts is named', async () => {
    await lab.execOn(
      host,
      'if [ -d /run/openrc ]; then rc-update del php8.2-fpm; else update-rc.d php8.2-fpm disable; fi',
    );
    expect((await look()).findings).toMatchObject([{ cause: 'fpm-disabled', subject: script }]);
    expect((await suture.fleet('run', 'fix-502', '--yes')).host(host).status).toBe('changed');
    expect(await look()).toMatchObject({ status: 'healthy', findings: [] });
  });
});
