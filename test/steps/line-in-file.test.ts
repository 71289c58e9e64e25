import { describe, expect, test } from 'vitest';
import type { JsonObject } from '../../src/base/json.ts';
import { known, unknown } from '../../src/facts/fact.ts';
import { withChanges } from '../../src/plan/world.ts';
import { allSteps } from '../../src/steps/all-steps.ts';
import { type Draft, POOL_FILE, SITE_FILE } from '../checks/host.ts';
import { hasFile, hasFolder, hasLink, hasNothing } from './asked.ts';
import { plan, told, worldOf } from './world.ts';

const PATH = '/etc/motd';
const holding = (text: string) => worldOf((host) => hasFile(host, PATH, text));
const given = (rest: JsonObject): JsonObject => ({ path: PATH, ...rest });

test('the host is asked for the file before anything is planned, and for none where no file is named', () => {
  const asks = allSteps.get('line_in_file')?.asks;
  expect(asks?.(given({ line: 'x' }))).toEqual([{ kind: 'file', path: PATH }]);
  expect(asks?.({ path: '/etc//./motd/' })).toEqual([{ kind: 'file', path: PATH }]);
  expect(asks?.({ path: 'motd' })).toEqual([]);
  expect(asks?.({ path: '/etc/../motd' })).toEqual([]);
});

describe('a line is', () => {
  test.each<[string, string, JsonObject, string]>([
    ['added', 'a\n', { line: 'b' }, 'a\nb\n'],
    ['put in place of the last that matches', 'x=1\nx=2\n', { line: 'x=3', regexp: '^x=' }, 'x=1\nx=3\n'],
    ['put where it belongs', '[a]\n[b]\n', { line: 'x', insertafter: '^\\[a\\]' }, '[a]\nx\n[b]\n'],
    ['put first', 'a\n', { line: 'b', insertbefore: 'BOF' }, 'b\na\n'],
    ['removed', 'a\nb\n', { line: 'a', state: 'absent' }, 'b\n'],
    ['removed with all that match', 'x=1\nb\nx=2\n', { regexp: '^x=', state: 'absent' }, 'b\n'],
  ])('%s, and left alone the second time', (_, text, args, after) => {
    const outcome = plan('line_in_file', holding(text), given(args));
    expect(outcome).toMatchObject({ changes: [{ kind: 'write-file', path: PATH, before: text, after }] });
    expect(plan('line_in_file', holding(after), given(args)).kind).toBe('unchanged');
  });
});

test('the second line of a play is planned on the text that the first has left', () => {
  const world = holding('a\n');
  const first = plan('line_in_file', world, given({ line: 'b' }));
  if (first.kind !== 'changes') throw new Error(`the first is ${first.kind}`);
  const second = plan('line_in_file', withChanges(world, first.changes), given({ line: 'c', insertafter: '^b$' }));
  expect(second).toMatchObject({ changes: [{ before: 'a\n', after: 'a\nb\nc\n' }] });
});

describe('the program that reads the file tests it', () => {
  const nginxTest = 'gate: test: /usr/sbin/nginx -t -c /etc/nginx/nginx.conf';
  const fpmTest = 'gate: test: /usr/sbin/php-fpm8.2 -t --fpm-config /etc/php/8.2/fpm/php-fpm.conf';

  test.each<[string, string, readonly string[]]>([
    ["nginx's own file", SITE_FILE, [nginxTest]],
    ['a file beside those that PHP-FPM reads', POOL_FILE.replace('www', 'blog'), [fpmTest]],
    ['a file of nobody', PATH, []],
  ])('%s', (_, path, gates) => {
    const world = worldOf((host) => hasFile(host, path, '# old\n'));
    expect(told(plan('line_in_file', world, { path, line: '# new' })).slice(1)).toEqual(gates);
  });

  test('but a program that refused its files before has no say on a file that it does not read', () => {
    const world = worldOf((host) => {
      hasFile(host, '/etc/nginx/sites-enabled/new', '');
      hasFile(host, SITE_FILE, '');
      host.nginx.test.passed = false;
    });
    const args = { path: '/etc/nginx/sites-enabled/new', line: '# new' };
    expect(told(plan('line_in_file', world, args)).slice(1)).toEqual([]);
    expect(told(plan('line_in_file', world, { ...args, path: SITE_FILE })).slice(1)).toEqual([nginxTest]);
  });
});

describe('nothing is written', () => {
  test.each<[string, JsonObject, string]>([
    ['without a path', { path: 'motd', line: 'x' }, 'stop: `path` must be a path from the root'],
    ['without a line', {}, '`line` must say what the line is'],
    ['of several lines', { line: 'a\nb' }, '`line` must be one line'],
    ['in a state that there is not', { line: 'a', state: 'gone' }, '`state` must be present or absent'],
    ['by an expression that is none', { line: 'a', regexp: '(' }, '`regexp` is no expression'],
    ['at two places', { line: 'a', insertafter: 'x', insertbefore: 'y' }, 'only one of `insertafter` and'],
    ['where nothing says what should go', { state: 'absent' }, '`line` or `regexp` must say which lines go'],
  ])('%s', (_, args, why) => {
    expect(told(plan('line_in_file', holding('a\n'), given(args)))[0]).toContain(why);
  });

  test.each<[string, (host: Draft) => void, string]>([
    ['a host that was not asked', () => undefined, '/etc/motd was not asked of this host'],
    ['a file that is not there', (host) => hasNothing(host, PATH), 'there is no file /etc/motd'],
    ['a folder', (host) => hasFolder(host, PATH, true), '/etc/motd is a folder'],
    [
      'a link that leads nowhere',
      (host) => hasLink(host, PATH, 'x', null),
      '/etc/motd is a link to x, which leads nowhere',
    ],
    [
      'a file that was too large to be read',
      (host) => {
        hasFile(host, PATH, '');
        const [, file] = host.asked;
        if (file?.answer.state === 'known') {
          Object.assign(file.answer.value, { content: unknown('it is larger than 1 MiB') });
        }
      },
      '/etc/motd: it is larger than 1 MiB',
    ],
    [
      'a path that may not be looked at',
      (host) => {
        const question = { kind: 'file' as const, path: PATH };
        host.asked.push({ kind: 'file', question, answer: unknown('/etc may not be entered: needs root') });
      },
      '/etc/motd: /etc may not be entered: needs root',
    ],
    [
      'bytes that are no text',
      (host) => {
        hasFile(host, PATH, '');
        const [, file] = host.asked;
        if (file?.answer.state !== 'known' || !('content' in file.answer.value)) throw new Error('no file');
        const { content } = file.answer.value;
        if (content.state === 'known') file.answer.value.content = known({ ...content.value, lossless: false });
      },
      "/etc/motd isn't UTF-8",
    ],
  ])('on %s', (_, change, why) => {
    expect(told(plan('line_in_file', worldOf(change), given({ line: 'x' })))[0]).toContain(`refused: ${why}`);
  });
});
