/** The fields of each line that carries our boundary; everything else that a host prints is left out. */
export function framedFields(boundary: string, line: string): readonly string[] | null {
  if (line.length > 40_000 || !line.startsWith(`${boundary} `)) return null;
  return line.slice(boundary.length + 1).split(' ', 12);
}

/** The fields of every framed line of a whole output. */
export const allFramedFields = (boundary: string, output: string): readonly (readonly string[])[] =>
  output.split('\n').flatMap((line) => {
    const fields = framedFields(boundary, line);
    return fields === null ? [] : [fields];
  });

/** A text that the host sent as base64, `-` for none; null where it is neither. */
export function decodedText(field: string | undefined): string | null {
  if (field === undefined || !/^(?:-|[A-Za-z0-9+/]*={0,2})$/.test(field)) return null;
  return field === '-' ? '' : Buffer.from(field, 'base64').toString('utf8').replace(/\n$/, '');
}

/** A short plain word of a line: an id, a state, a verb; null where it is none. */
export function plainWord(field: string | undefined): string | null {
  return field !== undefined && /^[A-Za-z0-9][A-Za-z0-9.:_-]{0,127}$/.test(field) ? field : null;
}

/** A whole number of at most nine digits; null where it is none. */
export function smallNumber(field: string | undefined): number | null {
  return field !== undefined && /^\d{1,9}$/.test(field) ? Number(field) : null;
}
