import type { Unrendered } from './reveal.ts';

/** What is said of a lookup that isn't there. */
export const unknownLookup = (name: string, kind: unknown): Unrendered => ({
  message: `\`${name}('${String(kind)}', …)\` is not known here`,
  hint: "write the value itself (sealed with ansible-vault if it is secret), or `lookup('env', 'NAME')`",
});
