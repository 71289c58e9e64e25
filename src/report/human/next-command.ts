import { shellCommand } from '../../formats/shell-quote.ts';
import type { Page } from './page.ts';

/** No longer list of hosts than one would type is put after `--limit`. */
const MOST_HOSTS = 10;

/** What to type next, and why; the options are those of the command before. */
export const nextCommand = (
  why: string,
  words: readonly string[],
  { options }: Page,
  limit: string | null,
): readonly string[] => {
  const limited = limit === null ? [] : ['--limit', limit];
  return ['', `${why}:`, `  ${shellCommand(['suture', ...words, ...options, ...limited])}`];
};

/** The limit that leaves out the hosts that a command isn't about: their names, where these aren't too many. */
export const narrowed = ({ limit }: Page, about: readonly string[], of: number): string | null =>
  about.length < of && about.length <= MOST_HOSTS ? about.join(',') : limit;
