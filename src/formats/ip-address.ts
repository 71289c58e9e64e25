/** An address as a number of 32 or 128 bits. */
interface IpNumber {
  readonly bits: bigint;
  readonly width: 32 | 128;
}

/** Whether an address is in a network (`127.0.0.0/8`), a range (`10.0.0.1-10.0.0.9`) or is the one; null where that can't be read. */
export function isInNetwork(address: string, network: string): boolean | null {
  const asked = ipNumber(address);
  const [low = '', high = low] = network.split('-');
  const [base = '', mask] = low.split('/');
  const [from, to] = [ipNumber(base), ipNumber(high.split('/')[0] ?? '')];
  if (asked === null || from === null || to === null) return null;
  if (asked.width !== from.width) return false;
  if (mask === undefined) return asked.bits >= from.bits && asked.bits <= to.bits;
  const length = prefixLength(mask, from.width);
  if (length === null) return null;
  const shift = BigInt(from.width - length);
  return asked.bits >> shift === from.bits >> shift;
}

function prefixLength(mask: string, width: 32 | 128): number | null {
  if (/^\d{1,3}$/.test(mask)) return Number(mask) <= width ? Number(mask) : null;
  const bits = ipNumber(mask)?.bits.toString(2).padStart(width, '0') ?? '';
  return /^1*0*$/.test(bits) && bits.length === width ? bits.replaceAll('0', '').length : null;
}

function ipNumber(text: string): IpNumber | null {
  if (/^\d{1,3}(?:\.\d{1,3}){3}$/.test(text)) return { bits: joined(text.split('.').map(Number), 8), width: 32 };
  if (!/^[\da-f:]*:[\da-f:]*(?:\d+(?:\.\d+){3})?$/i.test(text)) return null;
  const plain = text.replace(/(\d+)\.(\d+)\.(\d+)\.(\d+)$/, (_, ...bytes: string[]) => {
    const [one = 0, two = 0, three = 0, four = 0] = bytes.slice(0, 4).map(Number);
    return `${(one * 256 + two).toString(16)}:${(three * 256 + four).toString(16)}`;
  });
  const [head = '', tail] = plain.split('::');
  const groups = (part: string): readonly number[] =>
    part === '' ? [] : part.split(':').map((group) => Number.parseInt(group, 16));
  const [before, after] = [groups(head), groups(tail ?? '')];
  const zeros = tail === undefined ? 0 : Math.max(0, 8 - before.length - after.length);
  const all = [...before, ...Array<number>(zeros).fill(0), ...after];
  return all.length === 8 && all.every((group) => group >= 0) ? { bits: joined(all, 16), width: 128 } : null;
}

const joined = (parts: readonly number[], width: number): bigint =>
  parts.reduce((sum, part) => (sum << BigInt(width)) | BigInt(part), 0n);
