import { describe, expect, test } from 'vitest';
import { nginxWorkerUser } from '../../src/facts/nginx-settings.ts';
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
