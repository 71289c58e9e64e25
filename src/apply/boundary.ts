import { randomBytes } from 'node:crypto';

/** A word that no host can guess: lines that don't begin with it were not printed by our script. */
export const newBoundary = (): string => `suture-${randomBytes(12).toString('hex')}`;
