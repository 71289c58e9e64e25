import { redactIniValues } from './secrets/ini-values.ts';
import { redactKnownShapes } from './secrets/known-shapes.ts';
import { redactNamedValues } from './secrets/named-values.ts';
import { redactPrivateKeys } from './secrets/private-keys.ts';

export { stripControl } from './strip-control.ts';

/**
 * Replaces what looks like a password, token or private key; keeps every line, so that diffs can go through it. Takes
 * time in proportion to the text, whatever is in it: a host could hold up the others else.
 */
export const redactSecrets = (text: string): string =>
  redactNamedValues(redactIniValues(redactKnownShapes(redactPrivateKeys(text))));
