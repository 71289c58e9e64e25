import type { Become } from '../../inventory/inventory.ts';
import type { BecomeReason } from '../session.ts';

/** One way to become another user: how its program is called, what it asks with, and what its refusals mean. */
export interface BecomeMethod {
  /** What stands behind the program in a shell line, where `$ready` is what it has to run and `"$@"` are the words. */
  readonly call: string;
  readonly words: (become: Become, prompt: string) => readonly string[];
  /** What it asks for a password with; `random` is a text that nothing else prints, for programs that can be told. */
  readonly promptOf: (random: string) => string;
  /** Its own lines, beside which others may stand: a lecture, a warning of the shell. */
  readonly ownLines: RegExp;
  /** The first that fits counts. */
  readonly refusals: readonly Refusal[];
  /** What to do about a password that it asks for and wasn't given, or was given and doesn't take. */
  readonly passwordNeeded: (become: Become) => string;
  readonly passwordWrong: (become: Become) => string | null;
}

/** What a program says when it refuses, and what that means. */
interface Refusal {
  readonly says: RegExp;
  readonly reason: BecomeReason;
  /** What would help; `named` is what the groups of `says` took from the host's words. */
  readonly hint?: (become: Become, named: readonly string[]) => string;
}
