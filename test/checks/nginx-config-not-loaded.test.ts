import { describe, expect, test } from 'vitest';
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
  siteText,
  SOCKET,
  stopFpm,
  write,
} from './host.ts';

const GONE = 'unix:/run/php/php7.4-fpm.sock';

const touched = (host: Draft): void => write(host, SITE_FILE, siteText('shop.example', `unix:${SOCKET}`), NOW - 60);

const notLoaded = (host: Draft): void => {
  touched(host);
  answer(host, 502);
};

describe('nginx-config-not-loaded', () => {
  test('the files are younger than the workers and right, and the site is broken: reload', () => {
    expect(found(hostFacts(notLoaded))).toEqual(['nginx-config-not-loaded:nginx.service']);
    const finding = findingOf('nginx-config-not-loaded', notLoaded);
    expect(finding.remedy).toMatchObject({ step: 'service', with: { unit: 'nginx.service', state: 'reloaded' } });
    expect(finding.sites).toEqual([SITE]);
  });

  test('a complaint about an address that the files no longer have is evidence', () => {
    const finding = findingOf('nginx-config-not-loaded', (host) => {
      notLoaded(host);
      host.logLines = [connectFailed(2, GONE, NOW - 9), connectFailed(2, GONE, NOW - 8)];
    });
    expect(finding.evidence.at(-1)?.text).toMatch(/×2$/);
  });

  test('a worker that the master replaced after a crash does not hide it', () => {
    const replaced = (host: Draft) => {
      notLoaded(host);
      host.processes.push({ ...host.processes[1]!, pid: 702, startedAt: NOW - 30 });
    };
    expect(findingsOf('nginx-config-not-loaded', replaced)).toHaveLength(1);
  });

  test('a worker that drains after a reload does not feign it', () => {
    const draining = (host: Draft) => {
      notLoaded(host);
      const [, worker] = host.processes;
      host.processes.push({ ...worker!, pid: 702, title: 'nginx: worker process is shutting down' });
      worker!.startedAt = NOW - 30;
    };
    expect(findingsOf('nginx-config-not-loaded', draining)).toEqual([]);
  });

  test.each<[string, (host: Draft) => void]>([
    ['nothing has changed', () => undefined],
    ['a file was only touched and the site answers', touched],
    ['the site is broken and no file has changed', (host) => answer(host, 502)],
    [
      'by the files it should not work either',
      (host) => {
        notLoaded(host);
        stopFpm(host);
      },
    ],
    [
      'nginx complains of the very address that the files have: the fault lies elsewhere',
      (host) => {
        notLoaded(host);
        host.logLines = [connectFailed(104, `unix:${SOCKET}`, NOW - 9)];
      },
    ],
    [
      'it is another site’s file that changed',
      (host) => {
        addSite(host, 'blog.example', '127.0.0.1:9000');
        write(host, '/etc/nginx/sites-enabled/blog.example', siteText('blog.example', '127.0.0.1:9000'), NOW - 60);
        answer(host, 502);
      },
    ],
    [
      'the complaint about a foreign address is another site’s',
      (host) => {
        host.nginx.files[0]!.changedAt = NOW - 60;
        answer(host, 502);
        host.logLines = [connectFailed(2, GONE, NOW - 9, 'blog.example')];
      },
    ],
    [
      'the complaint is older than the workers',
      (host) => {
        host.nginx.files[0]!.changedAt = NOW - 60;
        answer(host, 502);
        host.logLines = [connectFailed(2, GONE, NOW - 7200)];
      },
    ],
    [
      'the site answers 500: that is PHP’s own',
      (host) => {
        touched(host);
        answer(host, 500);
      },
    ],
  ])('is silent when %s', (_, change) => {
    expect(findingsOf('nginx-config-not-loaded', change)).toEqual([]);
  });
});
