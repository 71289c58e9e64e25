import { parseHostAddress } from './host-address.ts';

/**
 * Splits a host pattern at its commas; without one at its colons, unless the whole could be a host with a port, an IPv6
 * address or a range. Source: Ansible, inventory/manager.py.
 */
export function splitPattern(text: string): readonly string[] {
  const parts = text.includes(',') ? text.split(',') : splitAtColons(text.trim());
  return parts.map((part) => part.trim()).filter((part) => part !== '');
}

const splitAtColons = (text: string): readonly string[] =>
  parseHostAddress(text) === null ? (text.match(/(?:[^\s:[\]]|\[[^\]]*\])+/gu) ?? []) : [text];

/** Puts what selects first, then what must match too (`&`), then what is left out (`!`); alone, those speak of all hosts. */
export function orderPatterns(patterns: readonly string[]): readonly string[] {
  const and = patterns.filter((pattern) => pattern.startsWith('&'));
  const not = patterns.filter((pattern) => pattern.startsWith('!'));
  const plain = patterns.filter((pattern) => !/^[&!]/u.test(pattern));
  return [...(plain.length === 0 ? ['all'] : plain), ...and, ...not];
}
