import { describe, expect, test } from 'vitest';
import { absent, unknown } from '../../src/facts/fact.ts';
import type { HostFacts } from '../../src/facts/host-facts.ts';
import { judged } from '../../src/run/check.ts';
import { judge } from '../../src/run/look.ts';
import { answer, type Draft, hostFacts, remove, pathOf, SOCKET, stopFpm } from '../checks/host.ts';

const health = (facts: HostFacts) => judged('web01', judge(facts), 7);
const saying = (words: string) => expect.stringContaining(words) as string;

test('a host that tells neither of nginx nor of PHP-FPM has failed', () => {
  const facts = { ...hostFacts(), nginx: unknown('no permission'), fpm: unknown('no permission') };
  expect(health(facts)).toMatchObject({
    status: 'failed',
    error: { reason: 'nothing-known', message: saying('no permission') },
  });
});

test('a host that has neither has failed, with what was searched', () => {
  const facts = { ...hostFacts(), nginx: absent('no nginx binary'), fpm: absent('no PHP-FPM unit') };
  const { status, error } = health(facts);
  expect({ status, reason: error?.reason }).toEqual({ status: 'failed', reason: 'nothing-here' });
  expect(error?.message).toContain('no nginx binary; no PHP-FPM unit');
});

describe('a host is unknown, with the reason, when nothing is found and', () => {
  const decisive: readonly (keyof HostFacts)[] = [
    'nginx',
    'fpm',
    'processes',
    'unixListeners',
    'tcpListeners',
    'paths',
    'siteStatuses',
    'logLines',
    'identity',
  ];
  test.each(decisive)('%s is not known', (name) => {
    const facts = { ...hostFacts(), [name]: unknown(`${name} took too long`) };
    expect(health(facts)).toMatchObject({
      status: 'unknown',
      findings: [],
      error: { reason: 'not-judged', message: saying(`${name} took too long`) },
    });
  });

  test.each<[string, (host: Draft) => void, string]>([
    [
      'nginx -t did not end',
      ({ nginx }) => {
        nginx.test = { passed: false, output: '', noVerdict: 'did not end within 8 s' };
      },
      'nginx.conf did not end within 8 s',
    ],
    [
      'a file of nginx was not read',
      ({ nginx }) => {
        nginx.unread = [{ path: '/etc/nginx/conf.d/pipe.conf', why: 'is no regular file' }];
      },
      '/etc/nginx/conf.d/pipe.conf is no regular file',
    ],
    [
      'a file of PHP-FPM was not read',
      ({ fpm }) => {
        fpm[0]!.unread = [{ path: '/etc/php/8.2/fpm/pool.d/big.conf', why: 'is left out' }];
      },
      'big.conf is left out',
    ],
    [
      'nginx accepts what could not be read here',
      ({ nginx }) => {
        nginx.files[1]!.text = 'server { listen 80; server_name "';
      },
      'nginx: ',
    ],
  ])('%s', (_, change, words) => {
    expect(health(hostFacts(change))).toMatchObject({ status: 'unknown', error: { message: saying(words) } });
  });
});

describe('a host is unhealthy', () => {
  test('where something is found, whatever else is missing', () => {
    const facts = hostFacts((host) => {
      stopFpm(host);
      host.nginx.unread = [{ path: '/etc/nginx/conf.d/pipe.conf', why: 'is no regular file' }];
      host.nginx.test = { passed: false, output: '', noVerdict: 'was not run' };
    });
    expect(health(facts)).toMatchObject({ status: 'unhealthy', error: null });
  });

  test('and nothing of nginx is edited while not all of it is known', () => {
    const wrongAddress = (host: Draft): void => {
      host.fpm[0]!.files.at(-1)!.text = host.fpm[0]!.files.at(-1)!.text.replace(SOCKET, '/run/php/other.sock');
      const [listener] = host.unixListeners;
      host.unixListeners = [{ ...listener!, path: '/run/php/other.sock' }];
      host.paths.push({ ...pathOf(host, SOCKET), path: '/run/php/other.sock', realPath: '/run/php/other.sock' });
      remove(pathOf(host, SOCKET));
      answer(host, 502);
    };
    const [known] = health(hostFacts(wrongAddress)).findings;
    expect(known).toMatchObject({ cause: 'upstream-mismatch', remedy: { step: 'realign_fastcgi_pass' } });
    const partly = hostFacts((host) => {
      wrongAddress(host);
      host.nginx.unread = [{ path: '/etc/nginx/conf.d/big.conf', why: 'is left out' }];
    });
    const [withheld] = health(partly).findings;
    expect(withheld).toMatchObject({ remedy: null, whyNoRemedy: saying('big.conf is left out') });
  });
});

test('what is absent, or only adds to what is known, decides nothing', () => {
  const facts = { ...hostFacts(), units: absent('no systemd'), changes: unknown('no dpkg'), memory: unknown('none') };
  expect(health(facts)).toMatchObject({ status: 'healthy', error: null });
});

test('how the sites were asked is told', () => {
  const facts = hostFacts((host) => {
    host.siteStatuses.push({ site: 'far.example:80', url: '', status: null, error: 'needs a login', elapsedMs: null });
  });
  const routes = { answered: 0, broken: 0, notAsked: [] };
  expect(health(facts).asked).toEqual({
    answered: 1,
    broken: 0,
    notAsked: [{ why: 'needs a login', count: 1 }],
    routes,
  });
});
