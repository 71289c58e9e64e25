import type { Change, Tries } from '../../plan/change.ts';
import { GATE_SECONDS } from '../../plan/duration.ts';
import { condition } from './condition.ts';

/** How a test or a wait is asked, as words of shell: `tried RETRIES DELAY`, then what is true once it holds. */
export const checkWords = (change: Extract<Change, { readonly kind: 'gate' | 'wait' }>): readonly string[] => [
  ...tried(change),
  ...(change.kind === 'wait'
    ? waitWords(change)
    : ['passes', String(change.seconds ?? GATE_SECONDS), ...change.command]),
];

const waitWords = ({ for: awaited, seconds }: Extract<Change, { readonly kind: 'wait' }>): readonly string[] =>
  awaited.kind === 'time' ? ['let_pass', String(seconds)] : ['hold_until', String(seconds), ...condition(awaited)];

/** How often it is tried, as words of shell. */
export const tried = ({ tries = { retries: 0, delay: 0 } }: Tries): readonly string[] => [
  'tried',
  String(tries.retries),
  String(tries.delay),
];
