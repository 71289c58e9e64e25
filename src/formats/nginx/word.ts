const escapes: Readonly<Record<string, string>> = { '"': '"', "'": "'", '\\': '\\', t: '\t', r: '\r', n: '\n' };

/** The value of a word or quoted string as nginx takes it: without quotes, with nginx's few escapes resolved. */
export function decodeWord(raw: string): string {
  const quote = raw[0];
  const quoted = (quote === '"' || quote === "'") && raw.length > 1 && raw.endsWith(quote);
  const inner = quoted ? raw.slice(1, -1) : raw;
  return inner.replace(/\\(["'\\trn])/g, (_, char: string) => escapes[char] ?? char);
}

/** Writes a value as one argument of a directive, quoted only where nginx would otherwise read it differently. */
export function quoteArgument(value: string): string {
  if (/^[A-Za-z0-9_./:$@%+,=*?()|&^~!<>[\]-]+$/.test(value)) return value;
  return `"${value.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`;
}
