/** Whether a process that listens on one host name or address answers who connects to another, both on one machine. */
export function answers(listening: string, asked: string): boolean {
  const bound = numeric(listening);
  return reached(asked).some((host) => bound.some((address) => covers(address, host)));
}

/** Whether a host name or address can only mean the machine that uses it. */
export const isLoopback = (host: string): boolean =>
  reached(host).every((address) => address === '*' || address.startsWith('127.') || address === ONE);

const ONE = '0:0:0:0:0:0:0:1';
const ANY6 = '0:0:0:0:0:0:0:0';

function covers(bound: string, host: string): boolean {
  if (bound === host || bound === '*' || host === '*') return true;
  if (bound === '0.0.0.0') return !host.includes(':');
  // Linux takes IPv4 on `::` too, unless the program asks it not to; FPM and nginx's kin don't.
  return bound === ANY6;
}

/** Whoever connects to the address of "any" reaches the machine itself. */
const reached = (asked: string): readonly string[] =>
  numeric(asked).map((host) => (host === '0.0.0.0' ? '127.0.0.1' : host === ANY6 ? ONE : host));

function numeric(host: string): readonly string[] {
  const bare = host.toLowerCase().replace(/^\[(.*)\]$/, '$1');
  if (bare === 'localhost') return ['127.0.0.1', ONE];
  return [bare.includes(':') ? expand(bare) : bare];
}

function expand(address: string): string {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/.exec(address)?.[1];
  if (mapped !== undefined) return mapped;
  const [head = '', tail] = address.split('::');
  const groups = (part: string | undefined) => (part === undefined || part === '' ? [] : part.split(':'));
  const [before, after] = [groups(head), groups(tail)];
  const zeros = tail === undefined ? 0 : Math.max(0, 8 - before.length - after.length);
  return [...before, ...Array<string>(zeros).fill('0'), ...after]
    .map((group) => group.replace(/^0+(?=.)/, ''))
    .join(':');
}
