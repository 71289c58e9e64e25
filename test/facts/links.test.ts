import { describe, expect, test } from 'vitest';
import type { PathState } from '../../src/facts/file.ts';
import { linksOf } from '../../src/facts/links.ts';
import type { TcpListener, UnixListener } from '../../src/facts/network.ts';
import { poolsOf } from '../../src/facts/pools.ts';
import type { FastcgiTarget, Site } from '../../src/facts/topology.ts';
import type { Address } from '../../src/formats/address.ts';
import { fpmProgram } from './fpm-program.ts';

const unix = (path: string): Address => ({ kind: 'unix', path });
const tcp = (host: string, port = 9000): Address => ({ kind: 'tcp', host, port });
const place = { file: '/etc/nginx/nginx.conf', line: 1, column: 1 };

function siteTo(address: Address | null): Site {
  const target: FastcgiTarget = {
    site: 'a:80',
    source: { ...place, span: { start: 0, end: 0 }, text: '' },
    pass: place,
    upstream: null,
    role: 'server',
    address,
  };
  return {
    id: 'a:80',
    names: ['a'],
    place,
    listens: [],
    overTls: false,
    probePath: '/',
    targets: [target],
    proxies: [],
    script: { state: 'unknown' },
  };
}

const pathState = (path: string, kind: PathState['kind'] = 'socket', realPath = path): PathState => ({
  path,
  realPath,
  kind,
  inode: 1,
  owner: null,
  group: null,
  mode: null,
  acl: null,
  folders: [],
  nginxMayConnect: null,
});
const unixListener = (path: string, inode: number | null = null): UnixListener => ({
  path,
  pid: 1,
  process: 'php-fpm',
  inode,
  queued: null,
  backlog: null,
});
const tcpListener = (host: string, port = 9000): TcpListener => ({
  host,
  port,
  pid: 1,
  process: 'php-fpm',
  queued: null,
  backlog: null,
});

interface Host {
  readonly listen?: string;
  readonly paths?: readonly PathState[];
  readonly unix?: readonly UnixListener[];
  readonly tcp?: readonly TcpListener[];
}

function linkTo(address: Address | null, host: Host) {
  const pools = poolsOf([fpmProgram({ '/etc/php-fpm.conf': `[www]\nlisten = ${host.listen ?? '/elsewhere'}\n` })]);
  const [link] = linksOf([siteTo(address)], pools, host.paths ?? [], host.unix ?? [], host.tcp ?? [], []);
  return { pools: link?.pools.map(({ name }) => name), listening: link?.listening, local: link?.local };
}

const linked = { pools: ['www'], listening: true, local: true };
const dead = { pools: ['www'], listening: false, local: true };
const lost = { pools: [], listening: false, local: true };

describe('linksOf, unix sockets', () => {
  const socket = '/run/php/a.sock';
  const alias = pathState('/var/run/php/a.sock', 'socket', socket);

  test.each<[string, Address, Host, object]>([
    [
      'the same path',
      unix(socket),
      { listen: socket, paths: [pathState(socket)], unix: [unixListener(socket)] },
      linked,
    ],
    [
      'another name of the folder in nginx',
      unix('/var/run/php/a.sock'),
      { listen: socket, paths: [alias, pathState(socket)], unix: [unixListener(socket)] },
      linked,
    ],
    [
      'another name of the folder in FPM',
      unix(socket),
      { listen: '/var/run/php/a.sock', paths: [alias, pathState(socket)], unix: [unixListener('/var/run/php/a.sock')] },
      linked,
    ],
    [
      'another name of the folder, of another socket in it',
      unix('/var/run/php/b.sock'),
      { listen: '/run/php/b.sock', paths: [alias], unix: [unixListener('/run/php/b.sock')] },
      linked,
    ],
    ['a doubled slash', unix('/run//php/a.sock'), { listen: socket, unix: [unixListener(socket)] }, linked],
    ['nobody listening', unix(socket), { listen: socket, paths: [pathState(socket)] }, dead],
    [
      'a listener whose file is gone',
      unix(socket),
      { listen: socket, paths: [pathState(socket, 'missing')], unix: [unixListener(socket)] },
      dead,
    ],
    [
      'a directory in its place',
      unix(socket),
      { listen: socket, paths: [pathState(socket, 'directory')], unix: [unixListener(socket)] },
      dead,
    ],
    [
      'another socket in its place',
      unix(socket),
      { listen: socket, paths: [{ ...pathState(socket), inode: 8 }], unix: [unixListener(socket, 7)] },
      dead,
    ],
    [
      'its own socket, by an inode that the kernel tells in part',
      unix(socket),
      { listen: socket, paths: [{ ...pathState(socket), inode: 2 ** 32 + 7 }], unix: [unixListener(socket, 7)] },
      linked,
    ],
    ['another path', unix('/run/php/b.sock'), { listen: socket, unix: [unixListener(socket)] }, lost],
  ])('%s', (_what, address, host, expected) => expect(linkTo(address, host)).toEqual(expected));
});

describe('linksOf, TCP', () => {
  test.each<[string, Address, Host, object]>([
    ['a bare port', tcp('127.0.0.1'), { listen: '9000', tcp: [tcpListener('::')] }, linked],
    [
      'localhost and its address',
      tcp('localhost'),
      { listen: '127.0.0.1:9000', tcp: [tcpListener('127.0.0.1')] },
      linked,
    ],
    ['another port', tcp('127.0.0.1', 9001), { listen: '9000', tcp: [tcpListener('::')] }, lost],
    ['the other family', tcp('::1'), { listen: '127.0.0.1:9000', tcp: [tcpListener('127.0.0.1')] }, lost],
    ['nobody listening', tcp('127.0.0.1'), { listen: '127.0.0.1:9000' }, dead],
    ['another machine', tcp('10.0.0.5'), { listen: '127.0.0.1:9000' }, { pools: [], listening: false, local: false }],
    ['an address that this machine listens on', tcp('10.0.0.5', 9001), { tcp: [tcpListener('10.0.0.5', 22)] }, lost],
    ['a unix pool', tcp('127.0.0.1'), { listen: '/run/a.sock' }, lost],
  ])('%s', (_what, address, host, expected) => expect(linkTo(address, host)).toEqual(expected));

  test('an address that nobody can know has no pool, and nobody is said to be dead', () => {
    expect(linkTo(null, {})).toEqual({ pools: [], listening: false, local: false });
  });
});
