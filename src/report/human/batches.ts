import type { Page } from './page.ts';
import { labelled, plural } from './wrap.ts';

/** In how many batches a plan is applied, and of how many hosts each is; nothing where there is one. */
export function batchesText(sizes: readonly number[], { width }: Page): string {
  if (sizes.length < 2) return '';
  const [canary = 0, ...others] = sizes;
  const words = `${sizes.length}, one after the other: ${plural(canary, 'host')}, then ${runsOf(others).join(', ')}`;
  return `\n${labelled('batches', words, width).join('\n')}\n`;
}

/** `5, 5, 5, 2` as `3 × 5, 2`: a list of a hundred batches helps nobody. */
function runsOf(sizes: readonly number[]): readonly string[] {
  const words: string[] = [];
  for (let at = 0; at < sizes.length; ) {
    const size = sizes[at];
    const end = sizes.findIndex((each, index) => index > at && each !== size);
    const count = (end === -1 ? sizes.length : end) - at;
    words.push(count === 1 ? String(size) : `${count} × ${size}`);
    at += count;
  }
  return words;
}
