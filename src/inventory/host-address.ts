const NUMBERS = String.raw`\[[0-9]+:[0-9]+(?::[0-9]+)?\]`;
const LETTERS_OR_NUMBERS = String.raw`\[(?:[a-z]:[a-z]|[0-9]+:[0-9]+)(?::[0-9]+)?\]`;
const HEXADECIMALS = String.raw`\[[0-9a-f]+:[0-9a-f]+(?::[0-9]+)?\]`;

const BYTE = `(?:[01]?[0-9]{1,2}|2[0-4][0-9]|25[0-5]|${NUMBERS})`;
const WORD = String.raw`[\p{L}\p{N}_]`;
const LABEL = String.raw`(?:${WORD}|${LETTERS_OR_NUMBERS})(?:${WORD}|-|${LETTERS_OR_NUMBERS})*(?<![_-])`;
const GROUP = `(?:[0-9a-f]{1,4}|${HEXADECIMALS})`;

const IPV4 = new RegExp(String.raw`^(?:${BYTE}\.){3}${BYTE}$`, 'iu');
const HOST_NAME = new RegExp(String.raw`^${LABEL}(?:\.${LABEL})*$`, 'iu');
const BRACKETED_PORT = /^\[(.+)\]:([0-9]+)$/u;
const PORT = /^((?:[^:[\]]|\[[^\]]*\])*):([0-9]+)$/u;

/** A host as an inventory names it, with the port that may follow it. */
export interface HostAddress {
  readonly host: string;
  readonly port: number | null;
}

/**
 * Splits `host:port` as Ansible does (parsing/utils/addresses.py): a name, an IPv4 or IPv6 address, each perhaps with
 * ranges, an IPv6 address with a port in brackets. Null for what is none of these.
 */
export function parseHostAddress(text: string): HostAddress | null {
  const match = BRACKETED_PORT.exec(text) ?? PORT.exec(text);
  const host = match?.[1] ?? text;
  const port = match === null ? null : Number(match[2]);
  return IPV4.test(host) || isIpv6(host) || HOST_NAME.test(host) ? { host, port } : null;
}

/** Eight groups, or fewer around one `::`; the last two may be an IPv4 address. */
function isIpv6(text: string): boolean {
  const halves = splitOutsideBrackets(text).join('\n').split('\n\n');
  if (halves.length > 2) return false;
  const groups = halves.flatMap((half) => half.split('\n').filter((group) => group !== ''));
  const tail = groups.at(-1) ?? '';
  const isMapped = IPV4.test(tail);
  const plain = isMapped ? groups.slice(0, -1) : groups;
  const count = plain.length + (isMapped ? 2 : 0);
  const isWhole = halves.length === 2 ? count <= 7 : count === 8;
  return isWhole && plain.every((group) => new RegExp(`^${GROUP}$`, 'iu').test(group));
}

const splitOutsideBrackets = (text: string): readonly string[] => text.split(/:(?![^[\]]*\])/u);
