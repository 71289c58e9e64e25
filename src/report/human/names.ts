import { inLine, plural } from './wrap.ts';

/** How many names are told; -v tells all. */
const MOST = 10;

/** At most ten names, and how many more. */
export const names = (hosts: readonly string[]): string =>
  inLine(
    hosts.length <= MOST ? hosts.join(', ') : `${hosts.slice(0, MOST).join(', ')} and ${hosts.length - MOST} more`,
  );

/** `2 hosts: web01, web02`. */
export const hostsNamed = (hosts: readonly string[]): string => `${plural(hosts.length, 'host')}: ${names(hosts)}`;
