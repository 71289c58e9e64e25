declare const kind: unique symbol;

/** A POSIX-sh script that leaves the host as it was. Only collect/ and apply's rehearsal make them. */
export type ReadScript = string & { readonly [kind]: 'read' };

/** A POSIX-sh script that changes the host. Only apply/ makes them. */
export type WriteScript = string & { readonly [kind]: 'write' };

/** Vouches that a script only looks. */
export const readScript = (text: string): ReadScript => text as ReadScript;

/** Declares that a script changes things. */
export const writeScript = (text: string): WriteScript => text as WriteScript;
