import type { Become } from '../../inventory/inventory.ts';
import type { BecomeMethod } from './become-method.ts';

/** sudo: asks with the words that it is told, and reads the password from standard input. */
export const sudo: BecomeMethod = {
  call: '"$@" sh -c "$ready" sh',
  words: ({ user, password }, prompt) => [
    ...(password === null ? ['-n'] : ['-k', '-S', '-p', prompt]),
    ...['-H', '-u', user, '--'],
  ],
  promptOf: (random) => random,
  ownLines: /^sudo:|sudoers|not allowed|may not run/i,
  passwordNeeded: (become) =>
    `give it with --ask-become-pass or ansible_become_password, or let sudoers do without: ${ruleFor(become)}`,
  passwordWrong: () => null,
  refusals: [
    {
      says: /must have a tty/i,
      reason: 'become-needs-terminal',
      hint: () => 'sudoers sets requiretty; exempt this user from it: `Defaults:USER !requiretty`',
    },
    {
      says: /(?:account|password)(?: or password)? (?:is|has) expired|account validation failure/i,
      reason: 'become-refused',
      hint: () => 'the account or its password has expired: `chage -l USER` there tells',
    },
    { says: /incorrect password|sorry, try again/i, reason: 'become-password-wrong' },
    {
      says: /password is required|terminal is required|no tty present|authentication is required/i,
      reason: 'become-password-needed',
    },
    {
      says: /(\S+) is not in the sudoers file/i,
      reason: 'become-rule-missing',
      hint: (become, [user]) => `sudoers has no rule for this user; this one would do: ${ruleFor(become, user)}`,
    },
    {
      says: /user (\S+) is not allowed to execute '(\/[\w./-]+)/i,
      reason: 'become-rule-missing',
      hint: (become, [user, shell]) =>
        `the rules for this user don't let it run a shell, which Suture needs; this one does: ${ruleFor(become, user, shell)}`,
    },
    {
      says: /(\S+) (?:is not allowed to|may not) run sudo on/i,
      reason: 'become-rule-missing',
      hint: (become, [user]) =>
        `the rules for this user are for other hosts; this one would do: ${ruleFor(become, user)}`,
    },
    {
      says: /setuid bit|effective uid is not 0|no new privileges/i,
      reason: 'become-refused',
      hint: () => 'sudo itself may not become root there: look at its owner and mode, and for nosuid among the mounts',
    },
    {
      says: /no valid sudoers|syntax error|parse error/i,
      reason: 'become-refused',
      hint: () => '`visudo -c` there shows what is wrong',
    },
  ],
};

/** The line of sudoers that lets a user become whom it must, without a password if Suture has none. */
export const ruleFor = ({ user: as, password }: Become, user = 'USER', command = 'ALL'): string =>
  `\`${/^[\w.@-]+$/.test(user) ? user : 'USER'} ALL=(${as}) ${password === null ? 'NOPASSWD: ' : ''}${command}\``;
