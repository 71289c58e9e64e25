import { randomBytes } from 'node:crypto';

/** A word that no host can guess: lines that don't begin with it were not printed by our script. */
export const newBoundary = (): string => `suture-${randomBytes(12).toString('hex')}`;

/** A word that names something of a transaction's without telling which run it is. */
export const newToken = (): string => randomBytes(8).toString('hex');
