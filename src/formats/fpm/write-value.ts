const PLAIN = /^(?:[\w.,:/@%+*[\]<>?#-]|\$(?=[\w./-]))+$/;

/**
 * Writes a value, quoted where it must be, so that PHP reads back just this text (a bare `yes` or `no` as 1 or
 * nothing); throws on line breaks and NUL, which no value can hold.
 */
export function writeValue(value: string, quoted = false): string {
  if (/[\n\r\0]/.test(value)) throw new Error('a value of PHP-FPM cannot hold a line break or NUL');
  if (!quoted && (value === '' || PLAIN.test(value))) return value;
  const escaped = value.replaceAll('\\', '\\\\').replaceAll('"', '\\"');
  // In double quotes `${` would be replaced by a setting or a variable; in single quotes it is itself.
  return `"${escaped.replaceAll('${', `"'\${'"`)}"`;
}
