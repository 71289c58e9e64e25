import type { BecomeMethod } from './become-method.ts';

/** su, as Linux has it: asks by PAM, in words of its own, and reads the password from standard input where there is no terminal. */
export const su: BecomeMethod = {
  // Unlike sudo and doas it keeps the caller's PATH, on which root's programs must not be looked for.
  call: '-s /bin/sh -c "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin; $ready" "$@"',
  words: ({ user }) => ['--', user],
  // pam_unix's words where LC_ALL is C. Counted only once su itself is running, so that nothing else is taken for them.
  promptOf: () => 'Password: ',
  ownLines: /^su:|account is (?:currently )?not available|^you are required to change/i,
  passwordNeeded: ({ user }) =>
    `give ${user}'s own password with --ask-become-pass or ansible_become_password, or use sudo`,
  passwordWrong: ({ user }) =>
    `su wants ${user}'s own password, not that of who logs in; where ${user} has none (\`passwd -S ${user}\` says L, as root's on Ubuntu) su lets nobody in: use sudo`,
  refusals: [
    {
      says: /from a terminal|must be a tty/i,
      reason: 'become-needs-terminal',
      hint: () => 'this su works at terminals only: use sudo',
    },
    { says: /authentication failure|incorrect password/i, reason: 'become-password-wrong' },
    {
      says: /required to change|expired|no longer valid/i,
      reason: 'become-refused',
      hint: ({ user }) => `the account or its password has expired: \`chage -l ${user}\` there tells`,
    },
    {
      says: /permission denied/i,
      reason: 'become-rule-missing',
      hint: () => '/etc/pam.d/su lets only some users use su: see pam_wheel there',
    },
    {
      says: /must be suid|setuid/i,
      reason: 'become-refused',
      hint: () => 'su itself may not become root there: look at its owner and mode, and for nosuid among the mounts',
    },
  ],
};
