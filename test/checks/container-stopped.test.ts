import { describe, expect, test } from 'vitest';
import {
  answer,
  type Draft,
  findingOf,
  findingsOf,
  found,
  hostFacts,
  SITE,
  SITE_FILE,
  siteText,
  write,
} from './host.ts';

const asks = (host: Draft): void => {
  write(host, SITE_FILE, siteText('shop.example', '127.0.0.1:9000'));
  answer(host, 502);
};

const container = (running: boolean, publishes = ['127.0.0.1:9000'], mounts: string[] = []) => ({
  id: 'a'.repeat(64),
  name: 'shop-php',
  image: 'php:8.3-fpm',
  running,
  publishes,
  mounts,
});

const withDocker =
  (one: ReturnType<typeof container>) =>
  (host: Draft): void => {
    asks(host);
    host.ownerSearch.engines.push({ command: 'docker', containers: [one] });
  };

const composed = (text: string) => (host: Draft) => {
  asks(host);
  host.ownerSearch.mentions.push({ file: '/opt/app/docker-compose.yml', line: 3, text, units: [] });
};

describe('container-stopped', () => {
  test('the container that publishes the port is named, and the site is not led to the host’s own PHP', () => {
    expect(found(hostFacts(withDocker(container(false))))).toEqual(['container-stopped:shop-php']);
    const finding = findingOf('container-stopped', withDocker(container(false)));
    expect(finding).toMatchObject({ severity: 'critical', remedy: null, sites: [SITE] });
    expect(finding.whyNoRemedy).toContain('docker start shop-php');
  });

  test('so is the compose file that publishes it', () => {
    expect(findingOf('container-stopped', composed('ports: ["127.0.0.1:9000:9000"]')).subject).toBe(
      '/opt/app/docker-compose.yml',
    );
  });

  test('so is the container that has the socket’s folder inside', () => {
    const finding = findingOf('container-stopped', (host) => {
      withDocker(container(false, [], ['/srv/sockets']))(host);
      write(host, SITE_FILE, siteText('shop.example', 'unix:/srv/sockets/php.sock'));
    });
    expect(finding.subject).toBe('shop-php');
  });

  test('so is the container on the host’s network whose image has the port', () => {
    const one = { ...container(false, []), network: 'host', exposes: ['9000/tcp'] };
    expect(findingOf('container-stopped', withDocker(one)).subject).toBe('shop-php');
  });

  test('so is the container that alone has the scripts where nginx says that they are', () => {
    const one = { ...container(false, []), inside: [{ from: '/srv/shop', to: '/app' }] };
    const finding = findingOf('container-stopped', (host) => {
      withDocker(one)(host);
      const file = host.nginx.files.find(({ path }) => path === SITE_FILE)!;
      file.text = file.text.replace(
        '.php$ {',
        '.php$ { fastcgi_param SCRIPT_FILENAME /app/public$fastcgi_script_name;',
      );
    });
    expect(finding.subject).toBe('shop-php');
  });

  test.each<[string, (host: Draft) => void]>([
    ['it publishes another port', withDocker(container(false, ['127.0.0.1:9001']))],
    [
      'it listens',
      (host) => {
        withDocker(container(true))(host);
        host.tcpListeners.push({
          host: '127.0.0.1',
          port: 9000,
          pid: 950,
          process: 'docker-proxy',
          queued: 0,
          backlog: 511,
        });
      },
    ],
    ['there is no engine', asks],
    ['a compose file speaks of another port', composed('ports: ["127.0.0.1:19000:9001"]')],
  ])('is silent when %s', (_, change) => {
    expect(findingsOf('container-stopped', change)).toEqual([]);
  });
});
