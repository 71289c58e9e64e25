import { describe, expect, test } from 'vitest';
import {
  addPool,
  answer,
  connectFailed,
  type Draft,
  findingOf,
  findingsOf,
  found,
  hostFacts,
  NOW,
  pathOf,
  POOL_FILE,
  poolText,
  SOCKET,
  UNIT,
  write,
} from './host.ts';

const denied = (host: Draft): void => {
  write(host, POOL_FILE, poolText('www', { 'listen.acl_users': 'app, nobody' }));
  Object.assign(pathOf(host, SOCKET), {
    owner: 'root',
    group: 'root',
    acl: ['user:app:rw-', 'user:nobody:rw-'],
    nginxMayConnect: false,
  });
  answer(host, 502);
};

describe('socket-acl-denied', () => {
  test('nginx’s user is added to the list, though listen.owner names it already', () => {
    expect(found(hostFacts(denied))).toEqual([`socket-acl-denied:${SOCKET}`]);
    expect(findingOf('socket-acl-denied', denied).remedy).toEqual({
      step: 'set_listen_owner',
      level: 'guarded',
      summary: 'listen.acl_users = app,nobody,www-data in [www]; restart php8.2-fpm.service',
      with: {
        pool: 'www@/etc/php/8.2/fpm/php-fpm.conf',
        file: POOL_FILE,
        section: 'www',
        acl_users: ['app', 'nobody', 'www-data'],
        unit: UNIT,
      },
    });
  });

  test('with only groups listed, the users’ list begins with nginx’s user', () => {
    const groups = (host: Draft) => {
      denied(host);
      write(host, POOL_FILE, poolText('www', { 'listen.acl_groups': 'app' }));
      pathOf(host, SOCKET).acl = ['group:app:rw-'];
    };
    expect(findingOf('socket-acl-denied', groups).remedy?.with['acl_users']).toEqual(['www-data']);
  });

  test('where the kernel could not be asked, the list decides', () => {
    const unasked = (host: Draft) => {
      denied(host);
      pathOf(host, SOCKET).nginxMayConnect = null;
    };
    expect(findingsOf('socket-acl-denied', unasked)).toHaveLength(1);
  });

  test.each<[string, (host: Draft) => void]>([
    [
      'the list has nginx’s user',
      (host) => {
        write(host, POOL_FILE, poolText('www', { 'listen.acl_users': 'app,www-data' }));
        Object.assign(pathOf(host, SOCKET), { owner: 'root', group: 'root', acl: ['user:www-data:rw-'] });
      },
    ],
    [
      'the list is right and not loaded: that is another cause',
      (host) => {
        denied(host);
        write(host, POOL_FILE, poolText('www', { 'listen.acl_users': 'app,www-data' }));
      },
    ],
    [
      'the list is a comment',
      (host) => {
        denied(host);
        write(host, POOL_FILE, `${poolText('www')};listen.acl_users = app\n`);
      },
    ],
    [
      'the list is empty',
      (host) => {
        denied(host);
        write(host, POOL_FILE, poolText('www', { 'listen.acl_users': '' }));
      },
    ],
    [
      'no site uses the pool',
      (host) => {
        addPool(host, 'spare', '/run/php/spare.sock');
        write(
          host,
          '/etc/php/8.2/fpm/pool.d/spare.conf',
          poolText('spare', { listen: '/run/php/spare.sock', 'listen.acl_users': 'app' }),
        );
        Object.assign(pathOf(host, '/run/php/spare.sock'), {
          owner: 'root',
          group: 'root',
          acl: ['user:app:rw-'],
          nginxMayConnect: false,
        });
      },
    ],
    [
      'only old log lines speak of it',
      (host) => {
        host.logLines = [connectFailed(13, `unix:${SOCKET}`, NOW - 7200)];
      },
    ],
  ])('is silent when %s', (_, change) => {
    expect(findingsOf('socket-acl-denied', change)).toEqual([]);
  });
});
