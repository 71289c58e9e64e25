import { describe, expect, test } from 'vitest';
import { nginxLine } from './crowd.ts';
import {
  answer,
  type Draft,
  findingOf,
  findingsOf,
  found,
  hostFacts,
  NOW,
  POOL_FILE,
  poolText,
  SITE,
  SITE_FILE,
  siteText,
  SOCKET,
  write,
} from './host.ts';

const CAUSE = 'header-too-big';
const TOO_BIG = 'upstream sent too big header while reading response header from upstream';
const REAL = '/etc/nginx/sites-available/shop';
const sending = (host: Draft): void => {
  answer(host, 502);
  host.logLines.push(nginxLine(TOO_BIG, NOW - 9), nginxLine(TOO_BIG));
};
const writing = (directives: string) => (host: Draft) => {
  sending(host);
  write(host, SITE_FILE, siteText('shop.example', `unix:${SOCKET}; ${directives}`));
};

describe(CAUSE, () => {
  test('as much as a client can send back is proposed for that location, with what an answer then takes', () => {
    const [only, ...others] = found(hostFacts(sending));
    expect(only).toMatch(/^header-too-big:\/etc\/nginx\/sites-enabled\/shop:5:/);
    expect(others).toEqual([]);
    const finding = findingOf(CAUSE, sending);
    expect(finding.message).toBe(
      `${SITE}: the header of PHP's answer is larger than fastcgi_buffer_size (4k), 2 times: /report.php ×2; with 32k an answer takes up to 32k + 8 × 32k = 288k, now 36k`,
    );
    expect(finding.remedy).toMatchObject({
      step: 'set_nginx_directive',
      level: 'approve',
      with: {
        file: REAL,
        line: 5,
        block: 'location',
        directives: { fastcgi_buffer_size: '32k', fastcgi_buffers: '8 32k' },
      },
    });
  });

  test.each([
    ['fastcgi_buffer_size 8k', { fastcgi_buffer_size: '32k', fastcgi_buffers: '8 32k' }],
    ['fastcgi_buffer_size 16K; fastcgi_buffers 16 16k', { fastcgi_buffer_size: '32k', fastcgi_buffers: '16 32k' }],
    ['fastcgi_buffers 4 128k', { fastcgi_buffer_size: '32k', fastcgi_buffers: '4 128k' }],
  ])('from `%s` on', (written, directives) => {
    expect(findingOf(CAUSE, writing(written)).remedy?.with).toMatchObject({ directives });
  });

  test('what `http` has counts for its locations', () => {
    const outer = (host: Draft): void => {
      sending(host);
      write(
        host,
        '/etc/nginx/nginx.conf',
        'user www-data;\nhttp { fastcgi_buffer_size 8k; include /etc/nginx/sites-enabled/*; }\n',
      );
    };
    expect(findingOf(CAUSE, outer).message).toContain('fastcgi_buffer_size (8k)');
  });

  test.each([
    ['a header of more than 32k is asked for', 'fastcgi_buffer_size 32k', "the script's fault"],
    ['busy buffers are set beside it', 'fastcgi_busy_buffers_size 8k', 'sets fastcgi_busy_buffers_size'],
  ])('nothing is proposed where %s', (_, written, why) => {
    const { remedy, whyNoRemedy } = findingOf(CAUSE, writing(written));
    expect(remedy).toBeNull();
    expect(whyNoRemedy).toContain(why);
  });

  test('nothing is proposed where memory has no room for it', () => {
    const crowded = (host: Draft): void => {
      sending(host);
      write(host, POOL_FILE, poolText('www', { 'pm.max_children': '9000' }));
    };
    expect(findingOf(CAUSE, crowded).whyNoRemedy).toContain('9000 answers at once');
  });

  test('a site that answers its own page is a warning', () => {
    expect(findingOf(CAUSE, (host) => host.logLines.push(nginxLine(TOO_BIG))).severity).toBe('warning');
  });

  test.each<[string, (host: Draft) => void]>([
    ['the lines are older than nginx’s last reload', (host) => host.logLines.push(nginxLine(TOO_BIG, NOW - 7200))],
    [
      'another site’s answer was too big',
      (host) => host.logLines.push(nginxLine(TOO_BIG, NOW - 3, { server: 'blog.example' })),
    ],
    [
      'it came from something else than PHP',
      (host) => host.logLines.push(nginxLine(TOO_BIG, NOW - 3, { upstream: 'http://127.0.0.1:3000/' })),
    ],
    [
      'PHP wrote the words to stderr',
      (host) => host.logLines.push(nginxLine(`FastCGI sent in stderr: "PHP message: ${TOO_BIG}"`)),
    ],
    [
      'the client’s header was too big',
      (host) => host.logLines.push(nginxLine('client sent too large request', NOW - 3, { upstream: null })),
    ],
  ])('is silent when %s', (_, change) => {
    expect(findingsOf(CAUSE, change)).toEqual([]);
  });
});
