import { describe, expect, test } from 'vitest';
import { diagnose } from '../../src/checks/diagnose.ts';
import {
  addSite,
  answer,
  connectFailed,
  type Draft,
  findingOf,
  findingsOf,
  found,
  hostFacts,
  NOW,
  SITE,
  SITE_FILE,
  SOCKET,
  stopFpm,
  write,
} from './host.ts';

describe('unexplained-502', () => {
  test.each([502, 504, null])('a PHP site that answers %s is never taken for healthy', (status) => {
    expect(found(hostFacts((host) => answer(host, status)))).toEqual([`unexplained-502:${SITE}`]);
  });

  test('503 is the application’s own word, unless nginx complains', () => {
    expect(found(hostFacts((host) => answer(host, 503)))).toEqual([`app-error:${SITE}`]);
    const complaint = (host: Draft): void => {
      answer(host, 503);
      host.logLines.push(connectFailed(11, `unix:${SOCKET}`, NOW - 9));
    };
    expect(found(hostFacts(complaint))).toEqual([`unexplained-502:${SITE}`]);
  });

  test('it shows what a person would look at first, and proposes nothing', () => {
    const finding = findingOf('unexplained-502', (host) => {
      answer(host, 502);
      host.logLines = [connectFailed(11, `unix:${SOCKET}`, NOW - 9)];
    });
    expect(finding.remedy).toBeNull();
    expect(finding.evidence.map(({ text }) => text)).toEqual([
      'HTTP 502',
      `fastcgi_pass unix:${SOCKET};`,
      'socket www-data:www-data 0660',
      `connect() to unix:${SOCKET} failed (11: …) while connecting to upstream`,
    ]);
  });

  test('a site that no other finding explains is told beside one that is', () => {
    const both = (host: Draft) => {
      addSite(host, 'far.example', '192.0.2.10:9000', 504);
      stopFpm(host);
      host.siteStatuses[1]!.status = 504;
    };
    expect(found(hostFacts(both)).at(-1)).toBe('unexplained-502:far.example:80');
  });

  test('a host without any PHP-FPM whose site answers 502 is not healthy', () => {
    const none = { ...hostFacts((host) => answer(host, 502)), fpm: { state: 'absent', why: 'no PHP-FPM' } as const };
    expect(found(none)).toEqual([`unexplained-502:${SITE}`]);
  });

  const proxying = (status: number | null) => (host: Draft) => {
    write(host, SITE_FILE, 'server { server_name shop.example; location / { proxy_pass http://192.0.2.7:3000; } }');
    answer(host, status);
  };

  test.each([502, 504, null])('a site that only proxies and answers %s is never taken for healthy', (status) => {
    const finding = findingOf('unexplained-502', proxying(status));
    expect(finding.evidence.map(({ text }) => text)).toContain('proxy_pass http://192.0.2.7:3000;');
  });

  test('a site that speaks another protocol to whoever is behind it, and answers 502, is told as well', () => {
    const uwsgi = (host: Draft) => {
      write(host, SITE_FILE, 'server { server_name shop.example; location / { uwsgi_pass 192.0.2.7:3031; } }');
      answer(host, 502);
    };
    expect(found(hostFacts(uwsgi))).toEqual([`unexplained-502:${SITE}`]);
  });

  test('a site that could not be asked is skipped with the reason, not taken for broken', () => {
    const patterns = hostFacts((host) => {
      host.siteStatuses = [
        { site: SITE, url: '', status: null, error: 'only patterns name this site', elapsedMs: null },
      ];
    });
    expect(diagnose(patterns)).toMatchObject({
      findings: [],
      skipped: [{ cause: 'unexplained-502', why: `${SITE} was not asked for an answer: only patterns name this site` }],
    });
  });

  test('a PHP site that was not asked makes it skipped', () => {
    expect(diagnose(hostFacts((host) => void (host.siteStatuses = []))).skipped).toEqual([
      { cause: 'unexplained-502', why: `${SITE} was not asked for an answer` },
    ]);
  });

  test.each<[string, (host: Draft) => void]>([
    ['the site answers', () => undefined],
    ['another finding explains it', stopFpm],
    ['PHP answers 500, which is no gateway’s fault', (host) => answer(host, 500)],
    ['the script is missing', (host) => answer(host, 404)],
    ['the program behind a proxy says 503 itself', proxying(503)],
    [
      'a site that is not for anybody hangs up',
      (host) => {
        write(host, SITE_FILE, 'server { server_name shop.example; return 444; }');
        answer(host, null);
      },
    ],
    [
      'the broken site has no PHP, only a comment about it',
      (host) => {
        write(host, SITE_FILE, `server { server_name shop.example; # fastcgi_pass unix:${SOCKET};\n return 503; }`);
        answer(host, 503);
      },
    ],
    [
      'only old log lines speak of errors',
      (host) => {
        host.logLines = [connectFailed(111, `unix:${SOCKET}`, NOW - 600)];
      },
    ],
  ])('is silent when %s', (_, change) => {
    expect(findingsOf('unexplained-502', change)).toEqual([]);
  });
});
