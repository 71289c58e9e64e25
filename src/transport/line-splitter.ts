import { StringDecoder } from 'node:string_decoder';

/** Cuts a stream of bytes into lines; one that is longer than `maxChars` is handed over cut to that. */
export function lineSplitter(maxChars: number, onLine: (line: string) => void): (chunk: Buffer) => void {
  const decoder = new StringDecoder('utf8');
  let rest = '';
  return (chunk) => {
    const parts = decoder.write(chunk).split('\n');
    const last = parts.pop() ?? '';
    for (const part of parts) {
      onLine((rest + part).slice(0, maxChars));
      rest = '';
    }
    rest = (rest + last).slice(0, maxChars);
  };
}
