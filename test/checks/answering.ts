import type { Answer } from '../../src/facts/network.ts';
import { answered } from './answered.ts';
import { answer, type Draft } from './host.ts';

/** Has every site answer so, with no word of PHP's in it. */
export function answering(host: Draft, status: number | null, more: Partial<Answer> = {}): void {
  if (status === null) answer(host, null);
  else answered(host, { excerpt: '<h1>no</h1>', byPhp: false, ...more }, status);
}

/** Several changes, one after the other. */
export const all =
  (...changes: readonly ((host: Draft) => void)[]) =>
  (host: Draft): void => {
    for (const change of changes) change(host);
  };
