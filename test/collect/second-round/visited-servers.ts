import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer as createHttp, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createHttp2 } from 'node:http2';
import { createServer as createHttps } from 'node:https';
import { type AddressInfo, createConnection, createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TLSSocket } from 'node:tls';
import type { Listen, Site } from '../../../src/facts/topology.ts';

/** What a request told whoever heard it. */
interface Heard {
  readonly host: string | undefined;
  readonly path: string;
  readonly mark: unknown;
  readonly agent: string | undefined;
  readonly sni: string | undefined;
}

/** Real servers of every protocol that nginx listens by, and what they have heard. */
export interface Servers {
  readonly heard: Heard[];
  readonly plain: Site;
  readonly tls: Site;
  readonly unix: Site;
  readonly http2: Site;
  readonly proxied: Site;
  close(): void;
}

const PATHS: Readonly<Record<string, (answer: ServerResponse) => void>> = {
  '/source': (answer) => answer.writeHead(200, { 'Content-Type': 'text/plain' }).end('<?php echo "secret";'),
  '/empty': (answer) => answer.writeHead(200, { 'X-Powered-By': 'PHP/8.2.1' }).end(),
  '/away': (answer) => answer.writeHead(302, { Location: '/away' }).end(),
  '/later': (answer) => answer.writeHead(503, { 'Retry-After': '600', 'X-Cache': 'HIT' }).end('Briefly\nunavailable'),
  '/cut': (answer) => {
    answer.writeHead(200, { 'Content-Length': '900' }).write('half a page');
    setTimeout(() => answer.destroy(), 50);
  },
  '/hangs-up': (answer) => answer.destroy(),
  '/big': (answer) =>
    answer.writeHead(200, { 'Content-Length': String(64 * 1024 * 1024) }).end('x'.repeat(64 * 1024 * 1024)),
};

export async function startServers(): Promise<Servers> {
  const heard: Heard[] = [];
  const answer = (request: IncomingMessage, response: ServerResponse): void => {
    const { headers, url: path = '' } = request;
    const host = headers.host ?? (headers[':authority'] as string | undefined);
    const sni = (request.socket as Partial<TLSSocket>).servername ?? undefined;
    heard.push({ host, path, mark: headers['x-suture-check'], agent: headers['user-agent'], sni: sni || undefined });
    const special = PATHS[path.replace(/\?.*/, '')];
    if (special) special(response);
    else response.writeHead(200, { 'Content-Type': 'text/html' }).end('<html>ok</html>');
  };
  const folder = mkdtempSync(join(tmpdir(), 'suture-visit-'));
  const certificate = [
    'req',
    '-x509',
    '-newkey',
    'ec',
    '-pkeyopt',
    'ec_paramgen_curve:prime256v1',
    '-nodes',
    '-subj',
    '/CN=x',
  ];
  execFileSync('openssl', [...certificate, '-keyout', join(folder, 'key'), '-out', join(folder, 'cert')], {
    stdio: 'ignore',
  });
  const pem = { key: readFileSync(join(folder, 'key')), cert: readFileSync(join(folder, 'cert')) };
  const plain = createHttp(answer);
  const servers: Server[] = [
    plain,
    createHttps(pem, answer),
    createHttp(answer),
    createHttp2((request, response) =>
      answer(request as unknown as IncomingMessage, response as unknown as ServerResponse),
    ),
    createServer((client) => throughProxy(client, plain)),
  ];
  const socket = join(folder, 'site.sock');
  await Promise.all(
    servers.map(
      (server, index) =>
        new Promise<void>((resolve) =>
          index === 2 ? server.listen(socket, resolve) : server.listen(0, '127.0.0.1', resolve),
        ),
    ),
  );
  const at = (index: number, options: Partial<Listen> = {}): Site =>
    siteAt({ host: '127.0.0.1', port: (servers[index]?.address() as AddressInfo).port, ...options });
  return {
    heard,
    plain: at(0),
    tls: at(1, { tls: true }),
    unix: siteAt({ host: `unix:${socket}`, port: 0 }),
    http2: at(3, { http2: true }),
    proxied: at(4, { proxyProtocol: true }),
    close: () => {
      for (const server of servers) server.close();
      rmSync(folder, { recursive: true });
    },
  };
}

/** Takes nobody who doesn't begin with a line of the PROXY protocol, as nginx does. */
function throughProxy(client: Socket, inner: Server): void {
  client.once('data', (first) => {
    const [line = ''] = first.toString('latin1').split('\r\n');
    if (!/^PROXY TCP4 \S+ \S+ \d+ \d+$/.test(line)) return client.destroy();
    const onward = createConnection((inner.address() as AddressInfo).port, '127.0.0.1');
    onward.write(first.subarray(line.length + 2));
    return client.pipe(onward).pipe(client);
  });
  client.on('error', () => undefined);
}

/** A site that listens there, under a name of its own. */
export const siteAt = (
  listen: Partial<Listen>,
  names: readonly string[] = ['shop.example'],
  probePath = '/',
): Site => ({
  id: `${names[0] ?? ''}:${listen.port ?? 80}`,
  names,
  listens: [{ host: '*', port: 80, tls: false, proxyProtocol: false, http2: false, isDefault: false, ...listen }],
  overTls: false,
  probePath,
  place: { file: '/etc/nginx/nginx.conf', line: 1, column: 1 },
  targets: [],
  proxies: [],
  script: { state: 'unknown' },
});
