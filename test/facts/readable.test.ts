import { describe, expect, test } from 'vitest';
import { absent, known, unknown } from '../../src/facts/fact.ts';
import type { HostFacts } from '../../src/facts/host-facts.ts';
import { recorded } from '../../src/facts/recorded.ts';
import { readable } from '../../src/facts/readable.ts';
import { fpmProgram } from './fpm-program.ts';
import { nginxWith } from './nginx-program.ts';

const nginx = nginxWith({
  '/etc/nginx/nginx.conf': 'http { server { listen 80; location / { fastcgi_pass unix:/run/php/www.sock; } } }',
});
const fpm = fpmProgram({ '/etc/php-fpm.conf': '[www]\nlisten = /run/php/$pool.sock\n' });
const unasked = unknown('not asked');

const facts: HostFacts = recorded({
  identity: unasked,
  units: unasked,
  processes: unasked,
  accounts: unasked,
  memory: unasked,
  siteStatuses: unasked,
  logLines: unasked,
  nginx: known(nginx),
  fpm: known([fpm]),
  paths: known([]),
  unixListeners: known([
    { path: '/run/php/www.sock', pid: 1, process: 'php-fpm', inode: null, queued: null, backlog: null },
  ]),
  tcpListeners: known([]),
});

const states = (host: HostFacts) => {
  const { sites, pools, links } = readable(host);
  return [sites, pools, links].map((fact) =>
    fact.state === 'known' ? fact.value.length : `${fact.state}: ${fact.why}`,
  );
};

describe('readable', () => {
  test('derives sites, pools and links, and leaves the other facts as they are', () => {
    const host = readable(facts);
    expect(states(facts)).toEqual([1, 1, 1]);
    expect(host.links).toMatchObject({ value: [{ listening: true, pools: [{ name: 'www' }] }] });
    expect(host.identity).toBe(facts.identity);
  });

  test('derives once', () => {
    const host = readable(facts);
    expect(host.links).toBe(host.links);
    expect(host.sites).toBe(host.sites);
  });

  test('reads a configuration that its program refuses', () => {
    const refused = { passed: false, output: 'nginx: [emerg] …' };
    expect(
      states({ ...facts, nginx: known({ ...nginx, test: refused }), fpm: known([{ ...fpm, test: refused }]) }),
    ).toEqual([1, 1, 1]);
  });

  test.each<[string, Partial<HostFacts>, unknown[]]>([
    ['nginx is unknown', { nginx: unknown('no sudo') }, ['unknown: no sudo', 1, 'unknown: no sudo']],
    ['nginx is absent', { nginx: absent('no nginx') }, [0, 1, 0]],
    ['FPM is absent', { fpm: absent('no PHP-FPM') }, [1, 0, 1]],
    ['there is FPM without a pool', { fpm: known([]) }, [1, 0, 1]],
    ['nginx is absent and the listeners are unknown', { nginx: absent('no nginx'), tcpListeners: unasked }, [0, 1, 0]],
    ['the listeners are unknown', { unixListeners: unknown('no /proc') }, [1, 1, 'unknown: no /proc']],
    [
      'several are unknown',
      { paths: unknown('cut off'), unixListeners: unknown('no /proc'), tcpListeners: unknown('no /proc') },
      [1, 1, 'unknown: cut off; no /proc'],
    ],
    ['no path had to be asked for', { paths: absent('no sockets') }, [1, 1, 1]],
  ])('when %s', (_what, change, expected) => expect(states({ ...facts, ...change })).toEqual(expected));
});
