import type { BecomeMethod } from './become-method.ts';

/** doas: reads passwords from a terminal and nowhere else, so that it is told not to ask. */
export const doas: BecomeMethod = {
  call: '"$@" sh -c "$ready" sh',
  words: ({ user }) => ['-n', '-u', user],
  promptOf: (random) => random,
  ownLines: /^doas:/i,
  passwordNeeded: ({ user }) =>
    `doas reads a password from a terminal only, and Suture has none there; let /etc/doas.conf do without: \`permit nopass USER as ${user}\``,
  passwordWrong: () => null,
  refusals: [
    {
      says: /authentication required|authorization required|authorization failed|authentication failed|tty is required/i,
      reason: 'become-password-needed',
    },
    {
      says: /operation not permitted|not enabled/i,
      reason: 'become-rule-missing',
      hint: ({ user }) =>
        `/etc/doas.conf has no rule that lets this user run a shell, which Suture needs: \`permit nopass USER as ${user}\``,
    },
    {
      says: /syntax error/i,
      reason: 'become-refused',
      hint: () => '`doas -C /etc/doas.conf` there shows what is wrong',
    },
    {
      says: /not installed setuid|not owned by root|writable by/i,
      reason: 'become-refused',
      hint: () => 'look at the owner and mode of doas and /etc/doas.conf there',
    },
  ],
};
