import { expect, test } from 'vitest';
import { allowedOthersOnly } from '../../../src/transport/become/without-rule.ts';

const head = `Matching Defaults entries for ops on web01:
    env_reset, mail_badpass, use_pty

User ops may run the following commands on web01:
`;

test.each([
  ['one other command', '    (root) NOPASSWD: /bin/true\n', 'ops'],
  ['several', '    (root) NOPASSWD: /bin/true\n    (www-data) NOPASSWD: NOEXEC: /bin/a, /bin/b\n', 'ops'],
  ['one that a password would open', '    (root) NOPASSWD: /bin/true\n    (ALL : ALL) ALL\n', null],
  ['one that a password would open, on the same line', '    (ALL) ALL, NOPASSWD: /bin/true\n', null],
  ['one that wants a password again', '    (root) NOPASSWD: /bin/true, PASSWD: ALL\n', null],
  ['none', '', null],
])('a listing with %s', (_, rules, user) => {
  expect(allowedOthersOnly(head + rules)).toBe(user);
});

test('what is no listing', () => {
  expect(allowedOthersOnly('Sorry, user ops may not run sudo on web01.\n')).toBeNull();
  expect(allowedOthersOnly('')).toBeNull();
});
