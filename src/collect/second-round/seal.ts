import { randomBytes } from 'node:crypto';

/** The two words of one look: what the host's programs see of it, and what keeps its answers apart. */
export interface Seal {
  /** Stands in each request as `X-Suture-Check`, so that a log can tell ours from a visitor's. */
  readonly mark: string;
  /** Begins the last line of each answer; whoever answers never hears it. */
  readonly seam: string;
}

/** A fresh one for each look. */
export const newSeal = (): Seal => ({ mark: randomHex(8), seam: `suture-${randomHex(16)}` });

const randomHex = (bytes: number): string => randomBytes(bytes).toString('hex');
