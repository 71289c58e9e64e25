import { showHidden } from './strip-control.ts';

/** Somebody else's text inside a sentence of ours: in quotes that it can't end, on one line, nothing of it hidden. */
export const quoted = (text: string): string => `\`${showHidden(text).replaceAll('`', '\\x60')}\``;
