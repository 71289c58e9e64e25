import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { execFileSync } from 'node:child_process';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { siteStatusesOf } from '../../../src/collect/second-round/site-statuses.ts';
import type { Collector } from '../../../src/collect/define-collector.ts';
import { expectedOf } from '../../../src/collect/second-round/expected.ts';
import type { FactValues } from '../../../src/facts/host-facts.ts';
import type { SiteStatus } from '../../../src/facts/network.ts';
import type { Listen, Site } from '../../../src/facts/topology.ts';
import type { Expectation } from '../../../src/inventory/expectation.ts';
import { readScript } from '../../../src/transport/script.ts';
import { sectionWords } from '../../../src/collect/shell/words.ts';
import { shellSession } from '../../apply/shell-session.ts';
import { shells } from '../shells.ts';
import { type Servers, siteAt, startServers } from './visited-servers.ts';

let servers: Servers;
beforeAll(async () => void (servers = await startServers()));
afterAll(() => servers.close());
afterEach(() => void servers.heard.splice(0));

const asks = (sites: readonly Site[]) => sites.map((site) => ({ site, route: null, path: site.probePath }));

const SEAL = { mark: 'c0ffee', seam: 'suture-0123' };

/** This machine's curl, which says that it is one that can't tell how each request of several has ended. */
const OLD_CURL = 'curl 7.68.0';
const oldCurl = (): string =>
  `#!/bin/sh\n[ "$1" = -V ] && echo '${OLD_CURL} HTTP2' && exit\nexec ${execFileSync('which', ['curl']).toString().trim()} "$@"\n`;

/** Asks on this machine what sites answer, under a shell, with no other programs than these in the path. */
const ask = (sites: readonly Site[], shell: string, tools = ['curl']): Promise<readonly SiteStatus[]> =>
  answer(siteStatusesOf(asks(sites), SEAL), shell, tools);

async function answer<Name extends 'siteStatuses' | 'expected'>(
  collector: Collector<Name>,
  shell: string,
  tools: readonly string[],
): Promise<FactValues[Name]> {
  const folder = mkdtempSync(join(tmpdir(), 'suture-tools-'));
  try {
    for (const tool of ['awk', 'cat', 'timeout', ...tools.filter((each) => each !== OLD_CURL)])
      symlinkSync(execFileSync('which', [tool]).toString().trim(), join(folder, tool));
    symlinkSync(shell, join(folder, 'sh'));
    if (tools.includes(OLD_CURL)) writeFileSync(join(folder, 'curl'), oldCurl(), { mode: 0o755 });
    const session = shellSession('here', [join(folder, 'sh'), '-s'], { PATH: folder, LC_ALL: 'C' });
    const asked = await session.ask(readScript(`${sectionWords}${collector.script}`), {
      timeoutMs: 20_000,
      maxOutputBytes: 9_999_999,
    });
    if (!asked.ok) throw new Error(asked.error.message);
    const { stdout: bytes } = asked.value;
    const fact = collector.parse({ stdout: bytes.toString(), bytes, exitStatus: 0 });
    if (fact.state !== 'known') throw new Error(fact.why);
    return fact.value;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const at = (site: Site, probePath: string): Site => ({
  ...site,
  id: `${site.id}${probePath}`,
  names: [`a${probePath.slice(1)}.example`],
  probePath,
});

const curls = shells.flatMap((shell) => [
  [shell, 'curl'],
  [shell, OLD_CURL],
]);

describe.each(curls)('under %s, with %s', (shell, curl) => {
  test('each site is asked by the protocol of its address, once, by its name, with the mark', async () => {
    const { plain, tls, unix, http2, proxied, heard } = servers;
    const answers = await ask([plain, tls, unix, http2, proxied], shell, [curl]);
    expect(answers.map(({ status, error, mark }) => ({ status, error, mark }))).toEqual(
      Array(5).fill({ status: 200, error: null, mark: 'c0ffee' }),
    );
    expect(heard).toHaveLength(5);
    expect(heard.map(({ mark, agent, path }) => [mark, agent, path])).toEqual(
      Array(5).fill(['c0ffee', 'suture-check', '/']),
    );
    expect(heard.every(({ host }) => host?.startsWith('shop.example'))).toBe(true);
    expect(heard.flatMap(({ sni }) => sni ?? [])).toEqual(['shop.example']);
  });

  test('what an answer tells is kept, bounded', async () => {
    const sites = ['/source', '/empty', '/away', '/later', '/cut', '/hangs-up', '/big'].map((path) =>
      at(servers.plain, path),
    );
    const [source, empty, away, later, cut, hungUp, big] = await ask(sites, shell, [curl]);
    expect(source).toMatchObject({ status: 200, answer: { body: 'php-source', contentType: 'text/plain' } });
    expect(empty).toMatchObject({ status: 200, answer: { body: 'empty', byPhp: true, cutShort: null } });
    expect(away).toMatchObject({ status: 302, answer: { location: '/away' } });
    expect(later).toMatchObject({
      status: 503,
      answer: { retryAfter: '600', cache: 'x-cache: HIT', excerpt: 'Briefly unavailable', body: 'text' },
    });
    expect(cut).toMatchObject({ status: 200, answer: { cutShort: expect.stringMatching(/^18: /) as string } });
    expect(hungUp).toMatchObject({ status: null, error: 'no answer' });
    expect(big).toMatchObject({ status: 200, answer: { cutShort: null } });
    expect(big?.answer?.excerpt.length).toBeLessThanOrEqual(200);
  });

  test('a hundred sites are asked, each once', async () => {
    const sites = Array.from({ length: 100 }, (_, index) => ({
      ...at(servers.plain, `/${index}`),
      names: [`s${index}.example`],
    }));
    const answers = await ask(sites, shell, [curl]);
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(100);
    expect(new Set(servers.heard.map(({ host }) => host)).size).toBe(100);
    expect(servers.heard).toHaveLength(100);
  });
});

test('what matters most is asked first, and the answers stand in the order of the configuration', () => {
  const sites = Array.from({ length: 30 }, (_, index) => siteAt({ port: 8000 + index }, [`s${index}.example`]));
  const { script, parse } = siteStatusesOf(asks(sites), SEAL, new Set(['s29.example:8029']));
  expect(script.indexOf('s29.example')).toBeLessThan(script.indexOf('s0.example'));
  const fact = parse({ stdout: '', bytes: Buffer.from(''), exitStatus: 0 });
  expect(fact).toMatchObject({
    value: sites.map(({ id }) => ({ site: id, url: '', error: 'the other sites took 14 s already' })),
  });
});

describe.each(shells)('under %s, what the inventory expects', (shell) => {
  const wants = (site: Site, path: string, more: Partial<Expectation> = {}): Expectation => {
    const [{ port, tls }] = site.listens as [Listen];
    return {
      scheme: tls ? 'https' : 'http',
      host: 'shop.example',
      port,
      path,
      statuses: [200],
      contains: null,
      ...more,
    };
  };

  test('is asked of the site that has the name, by the protocol of its address, and its text looked for', async () => {
    const { plain, tls, proxied, heard } = servers;
    const expectations = [
      wants(plain, '/later', { contains: 'unavailable' }),
      wants(tls, '/', { contains: 'not there' }),
      wants(proxied, '/away?a=b'),
      wants({ ...plain, listens: [{ ...plain.listens[0]!, port: 1 }] }, '/'),
    ];
    const answers = await answer(expectedOf(expectations, [plain, tls, proxied], SEAL), shell, ['curl']);
    expect(answers.map(({ status, error, contains, site }) => [status ?? error, contains, site])).toEqual([
      [503, true, plain.id],
      [200, false, tls.id],
      [302, null, proxied.id],
      ['connection refused', null, null],
    ]);
    expect(heard.map(({ path }) => path)).toEqual(['/later', '/', '/away?a=b']);
  });
});

describe.each(shells)('under %s, without curl', (shell) => {
  test('bash speaks HTTP and the PROXY protocol by hand; what it can not speak has the reason', async () => {
    const { plain, tls, unix, http2, proxied, heard } = servers;
    const sites = [at(plain, '/later'), proxied, at(plain, '/hangs-up'), tls, unix, http2, siteAt({ port: 1 })];
    const answers = await ask(sites, shell, ['bash']);
    expect(answers.map(({ status, error }) => status ?? error)).toEqual([
      503,
      200,
      'no answer',
      'there is no curl on the host to ask over TLS',
      'there is no curl on the host to ask at a unix socket',
      'it speaks HTTP/2 alone, and nothing on the host does',
      'connection refused',
    ]);
    expect(answers.map(({ url }) => url !== '')).toEqual([true, true, true, false, false, false, true]);
    expect(answers[0]?.answer).toMatchObject({ retryAfter: '600', cutShort: null });
    expect(heard.every(({ mark }) => mark === 'c0ffee')).toBe(true);
  });

  test('with no tool at all nothing was asked', async () => {
    expect(await ask([servers.plain], shell, [])).toMatchObject([
      { url: '', status: null, error: 'there is neither curl nor bash nor nc on the host' },
    ]);
  });
});
