import { describe, expect, test } from 'vitest';
import { answers, isLoopback } from '../../src/facts/same-host.ts';

describe('answers', () => {
  test.each([
    ['127.0.0.1', '127.0.0.1'],
    ['127.0.0.1', 'localhost'],
    ['::1', 'localhost'],
    ['[::1]', '0:0:0:0:0:0:0:1'],
    ['::ffff:127.0.0.1', '127.0.0.1'],
    ['0.0.0.0', '127.0.0.1'],
    ['0.0.0.0', 'localhost'],
    ['::', '127.0.0.1'],
    ['::', '::1'],
    ['*', '10.0.0.1'],
    ['localhost', '127.0.0.1'],
    ['127.0.0.1', '0.0.0.0'],
    ['fe80::1', 'FE80:0::0001'],
    ['php', 'php'],
  ])('who listens on %s answers %s', (bound, asked) => expect(answers(bound, asked)).toBe(true));

  test.each([
    ['127.0.0.1', '::1'],
    ['::1', '127.0.0.1'],
    ['0.0.0.0', '::1'],
    ['127.0.0.1', '127.0.0.2'],
    ['127.0.0.1', '10.0.0.1'],
    ['10.0.0.1', 'localhost'],
    ['fe80::1', 'fe80::10'],
    ['php', 'php.example.com'],
  ])('who listens on %s doesn’t answer %s', (bound, asked) => expect(answers(bound, asked)).toBe(false));
});

describe('isLoopback', () => {
  test.each(['127.0.0.1', '127.1.2.3', 'localhost', '::1', '[::1]', '*', '0.0.0.0', '::'])('%s is', (host) =>
    expect(isLoopback(host)).toBe(true),
  );
  test.each(['10.0.0.1', 'php', 'fe80::1', '128.0.0.1'])('%s isn’t', (host) => expect(isLoopback(host)).toBe(false));
});
