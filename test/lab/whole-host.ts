/**
 * What a dry run may leave behind: the logs of the login, of becoming root and of the requests that it makes, and what
 * systemd and PHP-FPM note of them. docs/cli.md promises that there is nothing else.
 */
const traces = [
  '/data/logs/nginx/access.log',
  '/data/logs/nginx/error.log',
  '/dev/pts',
  '/proc',
  '/run/log/journal',
  '/run/sudo',
  '/run/systemd/journal/streams',
  '/run/user',
  '/run/utmp',
  '/sys',
  '/var/lib/sudo',
  '/var/log/auth.log',
  '/var/log/btmp',
  '/var/log/journal',
  '/var/log/lastlog',
  '/var/log/nginx/access.log',
  '/var/log/nginx/error.log',
  '/var/log/wtmp',
];

/**
 * A sh script that prints all of a host, line by line: each file with its inode, size, mode, owner, times of change and link
 * target, sockets, mounts, units and processes.
 */
export const wholeHost = `
  export LC_ALL=C TZ=UTC
  find / \\( ${traces.map((path) => `-path ${path}`).join(' -o ')} \\) -prune -o -printf '%p %y %i %s %m %U:%G %T@ %C@ %l\\n' 2>/dev/null | sort
  for log in access error; do stat -L -c '%n %i %a %u:%g' /var/log/nginx/$log.log 2>/dev/null; done
  cut -d ' ' -f 4- /proc/1/mountinfo
  ss -Hlxntu | grep -v 'u_str ESTAB' | awk '{ print $1, $2, $5, $6 }' | sort
  systemctl list-units --all --plain --no-legend --no-pager | grep -v '^\\(session\\|user\\)' | awk '{ print $1, $2, $3, $4 }' | sort
  systemctl list-unit-files --plain --no-legend --no-pager | sort
  ps axo pid,ppid,user,lstart,args | grep -v 'sshd: \\|php-fpm: pool\\| ps axo\\|docker\\|runc\\|init\\| sh -c' | awk '$2 == 1 || $2 == 0'
`;

/** The lines in which two listings differ. */
export function differing(before: string, after: string): readonly string[] {
  const [had, has] = [new Set(before.split('\n')), new Set(after.split('\n'))];
  return [
    ...[...had].filter((line) => !has.has(line)).map((line) => `- ${line}`),
    ...[...has].filter((line) => !had.has(line)).map((line) => `+ ${line}`),
  ];
}
