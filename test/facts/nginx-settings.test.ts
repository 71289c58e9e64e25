import { describe, expect, test } from 'vitest';
import { nginxWorkerUser, writtenFolders } from '../../src/facts/nginx-settings.ts';
import { nginxWith } from './nginx-program.ts';

const main = (text: string) => nginxWith({ '/etc/nginx/nginx.conf': text });

describe("the workers' user", () => {
  test.each([
    ['user www-data;', 'www-data'],
    ['user nginx web;', 'nginx'],
    ['http { server { location / { user x; } } }', null],
    ['', null],
    ['user', null],
  ])('by %j is %s', (text, user) => {
    expect(nginxWorkerUser(main(text))).toBe(user);
  });
});

test('nginx writes to the folders that it is built with, and to those of its files', () => {
  const program = {
    ...main('http { proxy_temp_path /srv/tmp; }'),
    built: { user: 'nobody', tempFolders: ['/var/lib/nginx/body'] },
  };
  expect(writtenFolders(program)).toEqual(['/srv/tmp', '/var/lib/nginx/body', '/var/lib/nginx', '/var/cache/nginx']);
});
