import { describe, expect, test } from 'vitest';
import { diagnose } from '../../src/checks/diagnose.ts';
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
  SITE,
  SOCKET,
  socketAt,
  UNIT,
  write,
} from './host.ts';

const denied = (host: Draft): void => {
  write(host, POOL_FILE, poolText('www', { 'listen.owner': 'root', 'listen.group': 'root' }));
  Object.assign(pathOf(host, SOCKET), { owner: 'root', group: 'root', mode: '0660', nginxMayConnect: false });
  answer(host, 502);
};

describe('socket-denied', () => {
  test('the pool’s own words keep nginx out: they are changed to nginx’s user, and no wider than 0660', () => {
    expect(found(hostFacts(denied))).toEqual([`socket-denied:${SOCKET}`]);
    const finding = findingOf('socket-denied', (host) => {
      denied(host);
      host.logLines.push(connectFailed(13, `unix:${SOCKET}`, NOW - 3));
    });
    expect(finding.message).toBe('nginx runs as www-data, which may not write to the socket (root:root 0660)');
    expect(finding.remedy).toMatchObject({
      step: 'set_listen_owner',
      with: {
        pool: 'www@/etc/php/8.2/fpm/php-fpm.conf',
        file: POOL_FILE,
        section: 'www',
        owner: 'www-data',
        group: 'www-data',
        mode: '0660',
        unit: UNIT,
      },
    });
    expect(finding.sites).toEqual([SITE]);
    expect(finding.evidence.map(({ text }) => text)).toContain('listen.owner = root');
    expect(finding.evidence.some(({ text }) => text.includes('(13'))).toBe(true);
  });

  test('where the kernel could not be asked, owner, group and mode decide', () => {
    const unasked = (host: Draft) => {
      denied(host);
      pathOf(host, SOCKET).nginxMayConnect = null;
    };
    expect(findingOf('socket-denied', unasked).remedy).not.toBeNull();
  });

  test('a pool that says nothing of an owner has a socket of root’s', () => {
    const silent = (host: Draft) => {
      denied(host);
      write(host, POOL_FILE, `[www]\nuser = app\nlisten = ${SOCKET}\n`);
    };
    expect(findingOf('socket-denied', silent).evidence.map(({ text }) => text)).toContain(
      '[www] says nothing of listen.owner',
    );
  });

  test.each([
    ['0600', '0600'],
    ['0640', '0640'],
    ['0660', '0660'],
    ['0664', '0660'],
    ['0400', '0660'],
    ['660', '0660'],
  ])('of a written mode %s the remedy makes %s', (written, mode) => {
    const finding = findingOf('socket-denied', (host) => {
      denied(host);
      write(
        host,
        POOL_FILE,
        poolText('www', { 'listen.owner': 'root', 'listen.group': 'root', 'listen.mode': written }),
      );
    });
    expect(finding.remedy?.with['mode']).toBe(mode);
  });

  test.each<[string, (host: Draft) => void]>([
    ['nginx may connect', () => undefined],
    [
      'the file already lets nginx in and only the socket does not: that is another cause',
      (host) => {
        denied(host);
        write(host, POOL_FILE, poolText('www'));
      },
    ],
    [
      'an access list is set, which makes owner and group void',
      (host) => {
        denied(host);
        write(host, POOL_FILE, poolText('www', { 'listen.acl_users': 'app' }));
      },
    ],
    [
      'a folder on the way is closed',
      (host) => {
        denied(host);
        pathOf(host, SOCKET).folders[2]!.mode = '0700';
      },
    ],
    [
      'plain permissions would let nginx in, so that something else denies it',
      (host) => {
        pathOf(host, SOCKET).nginxMayConnect = false;
      },
    ],
    [
      'the pool is one that no site uses',
      (host) => {
        addPool(host, 'spare', '/run/php/spare.sock');
        Object.assign(pathOf(host, '/run/php/spare.sock'), { owner: 'root', group: 'root', nginxMayConnect: false });
      },
    ],
    [
      'the socket is another program’s, and no pool’s',
      (host) => {
        denied(host);
        write(host, POOL_FILE, poolText('www', { listen: '/run/php/elsewhere.sock' }));
        host.paths.push(socketAt('/run/php/elsewhere.sock'));
      },
    ],
    [
      'only old log lines speak of it',
      (host) => {
        host.logLines = [connectFailed(13, `unix:${SOCKET}`, NOW - 7200)];
      },
    ],
  ])('is silent when %s', (_, change) => {
    expect(findingsOf('socket-denied', change)).toEqual([]);
  });

  test('without a worker to ask about it is skipped, and says why', () => {
    const facts = hostFacts((host) => {
      denied(host);
      host.processes = host.processes.filter(({ pid }) => pid !== 701);
    });
    expect(diagnose(facts).skipped).toContainEqual({
      cause: 'socket-denied',
      why: `no nginx worker runs that could be asked about ${SOCKET}`,
    });
  });
});
