/** Counts how often a prompt has come by in a stream; each chunk gives the count so far. */
export function countPrompts(prompt: string): (chunk: Buffer) => number {
  const needle = Buffer.from(prompt);
  let tail: Buffer = Buffer.alloc(0);
  let seen = 0;
  return (chunk) => {
    const text = Buffer.concat([tail, chunk]);
    let rest = 0;
    for (let at = text.indexOf(needle); at >= 0; at = text.indexOf(needle, rest)) {
      seen += 1;
      rest = at + needle.length;
    }
    tail = text.subarray(Math.max(rest, text.length - needle.length + 1));
    return seen;
  };
}
