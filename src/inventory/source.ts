import type { Result } from '../base/result.ts';
import type { Mistake } from '../base/user-error.ts';

/** A text file, by the name that messages call it. */
export interface TextFile {
  readonly file: string;
  readonly text: string;
  /** It is encrypted as a whole: its values are never shown. */
  readonly isSecret?: boolean;
  /** Why nobody can open it: it has no text then, and only hosts that need it miss it. */
  readonly sealed?: Mistake;
}

/** One of an inventory's sources, already read. */
export type InventorySource =
  | ({ readonly kind: 'text' } & TextFile)
  /** What an executable said to `--list`; it is asked for hosts one by one only where that has no `_meta`. */
  | {
      readonly kind: 'script';
      readonly file: string;
      readonly said: string;
      readonly varsOf: (host: string) => Result<string, string>;
    }
  /** Names between commas, as `-i web01,web02` gives them. */
  | { readonly kind: 'host-list'; readonly names: string };

/** A folder that has group_vars/ and host_vars/, beside an inventory or a playbook. */
export interface VarsFolder {
  readonly beside: 'inventory' | 'playbook';
  /** The files for a group or host, in the order in which later ones win. */
  readonly files: (of: 'group' | 'host', name: string) => readonly TextFile[];
}
