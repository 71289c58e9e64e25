import { describe, expect, test } from 'vitest';
import type { HostFacts } from '../../src/facts/host-facts.ts';
import type { SiteView } from '../../src/run/host-report.ts';
import { judge } from '../../src/run/look.ts';
import {
  addSite,
  connectFailed,
  type Draft,
  hostFacts,
  killFpm,
  NOW,
  SITE_FILE,
  siteText,
  SOCKET,
  write,
} from '../checks/host.ts';

const sitesOf = (change?: (host: Draft) => void): readonly SiteView[] => judge(hostFacts(change)).view.sites;

describe('a site is seen', () => {
  test('with what it answers and where its requests go', () => {
    expect(sitesOf()).toEqual([
      {
        site: 'shop.example:80',
        url: 'http://127.0.0.1:80/index.php',
        status: 200,
        error: null,
        upstream: `unix:${SOCKET}`,
        notJudged: null,
        scriptUnseen: false,
      },
    ]);
  });

  test.each([
    ['127.0.0.1:9000', '127.0.0.1:9000'],
    ['[::1]:9000', '[::1]:9000'],
    ['$backend', null],
  ])('with the address of fastcgi_pass %s as nginx writes it', (pass, upstream) => {
    const [site] = sitesOf((host) => write(host, SITE_FILE, siteText('shop.example', pass)));
    expect(site?.upstream).toBe(upstream);
  });

  test('without an address where the configuration names no such site', () => {
    const sites = sitesOf((host) => {
      addSite(host, 'gone.example', `unix:${SOCKET}`);
      host.nginx.files.pop();
    });
    expect(sites.find(({ site }) => site === 'gone.example:80')?.upstream).toBe(null);
  });
});

test('a host that did not tell what its sites answer has none', () => {
  const facts: HostFacts = { ...hostFacts(), siteStatuses: { state: 'unknown', why: 'no curl' } };
  expect(judge(facts).view.sites).toEqual([]);
});

test('nothing that a host printed gets through with control characters or secrets in it', () => {
  const { view, diagnosis } = judge(
    hostFacts((host) => {
      killFpm(host);
      host.siteStatuses[0]!.error = 'token=abcdef0123456789 \u001b[31mred';
      host.logLines.push({
        ...connectFailed(111, `unix:${SOCKET}`, NOW - 1),
        message: 'connect() failed \u001b]0;title\u0007 password=hunter2',
      });
    }),
  );
  expect(JSON.stringify(diagnosis)).toContain('hunter2');
  expect(JSON.stringify(view)).not.toContain('hunter2');
  expect(JSON.stringify(view)).not.toContain('abcdef0123456789');
  expect(JSON.stringify(view)).not.toContain(String.raw`\u001b`);
});
