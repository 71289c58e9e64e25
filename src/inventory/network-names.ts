const HOST_NAME = /^[\p{L}\p{N}_](?:[\p{L}\p{N}_-]|\.(?=[\p{L}\p{N}_-]))*\.?$/u;
const IPV6 = /^(?=[^:]*:[^:]*:)[0-9a-f:]+(?:[0-9]{1,3}(?:\.[0-9]{1,3}){3})?(?:%[A-Za-z0-9_-]{1,32})?$/i;

/** As long as a name in DNS may be. */
const LONGEST_NAME = 255;

/**
 * What is wrong with a name as that of a host on the network, a part of a sentence; null where nothing is. Such a name is
 * looked up, written into known_hosts and handed to ssh: it must be no pattern, no option, and nothing that a shell reads.
 */
export const wrongAddress = (name: string): string | null =>
  name.length <= LONGEST_NAME && (HOST_NAME.test(name) || IPV6.test(name)) ? null : 'is no name or address of a host';

/** The same of who logs in, or is to be become: what OpenSSH refuses, and templates. Source: ssh.c, valid_ruser. */
export const wrongUser = (name: string): string | null =>
  name === '' || name.length > LONGEST_NAME || /^-|\s-|[\p{Cc}'"`;&<>|(){}]|\\$/u.test(name)
    ? 'is no name of a user'
    : null;

/** The same of a file on this machine. */
export const wrongFile = (name: string): string | null =>
  name === '' || /^-|[\p{Cc}"]|\{\{|\{%/u.test(name) ? 'is no name of a file' : null;

/** What is wrong with the name of a host in an inventory, by which patterns select, and after which files are called. */
export function wrongHostName(name: string): string | null {
  if (name === '' || name === '.' || name === '..' || /^-|[\s/\p{Cc}]/u.test(name)) {
    return `a host's name has no spaces and no slashes, and no dash in front: ${JSON.stringify(name)}`;
  }
  return /^[!&~@]|[*?,]/u.test(name) ? `a host's name is no pattern: ${JSON.stringify(name)}` : null;
}
