import type { FileState } from '../facts/file.ts';
import type { Awaited } from './awaited.ts';

/** Everything that Suture can do to a host; each kind knows its words, its diff, its shell and its undo. */
export type Change =
  | WriteFile
  | CreateFile
  | RemoveFile
  | SetLink
  | SetAttributes
  | RemoveSocket
  | MakeDirectory
  | RemoveDirectory
  | ServiceAction
  | Gate
  | Wait
  | Command;

interface ChangeBase {
  /** Unique in its plan, and in the order of the plan: `c1`, `c2`, … */
  readonly id: string;
  /** The step that planned it, and the finding (`cause:subject`) that it answers. */
  readonly step: string;
  readonly finding: string | null;
}

/** Replaces a file's text; undone from its backup. Path is the real one: links stay links. */
export interface WriteFile extends ChangeBase {
  readonly kind: 'write-file';
  readonly path: string;
  readonly expect: FileState;
  readonly before: string;
  readonly after: string;
}

/** Writes a file where nothing stands; undone by removing it. */
export interface CreateFile extends ChangeBase, Attributes {
  readonly kind: 'create-file';
  readonly path: string;
  readonly after: string;
}

/** Removes a file; undone from its backup. */
interface RemoveFile extends ChangeBase {
  readonly kind: 'remove-file';
  readonly path: string;
  readonly expect: FileState;
  /** Null where its bytes are no text: then nobody is shown them. */
  readonly before: string | null;
}

/** Makes a link where nothing stands, leads one elsewhere, or removes it; undone by what was there. Null is no link. */
interface SetLink extends ChangeBase {
  readonly kind: 'set-link';
  readonly path: string;
  readonly before: string | null;
  readonly after: string | null;
}

/** Changes owner, group or mode; undone by setting them back. */
export interface SetAttributes extends ChangeBase {
  readonly kind: 'set-attributes';
  readonly path: string;
  readonly expect: Attributes;
  readonly after: Attributes;
}

/** Owner, group and permission bits (octal digits). */
export interface Attributes {
  readonly owner: string;
  readonly group: string;
  readonly mode: string;
}

/** Sets a dead socket file aside, if it is still the same inode and nobody listens; undone by putting it back. */
interface RemoveSocket extends ChangeBase {
  readonly kind: 'remove-socket';
  readonly path: string;
  readonly expect: { readonly inode: number };
}

/** Makes a folder that doesn't exist; undone by removing it if it is empty. */
interface MakeDirectory extends ChangeBase, Attributes {
  readonly kind: 'make-directory';
  readonly path: string;
}

/** Removes a folder that is empty; undone by making it again as it was. */
interface RemoveDirectory extends ChangeBase {
  readonly kind: 'remove-directory';
  readonly path: string;
  readonly expect: Attributes;
}

/** What is asked of a unit. */
export type ServiceVerb = 'start' | 'restart' | 'reload' | 'enable' | 'reset-failed';

/** Asks systemd for something; undone by the opposite, or by the same verb once the files are back. */
export interface ServiceAction extends ChangeBase {
  readonly kind: 'service';
  readonly unit: string;
  readonly verb: ServiceVerb;
  /** Until it counts as failed; left out for a minute and a half. */
  readonly seconds?: number;
  readonly expect: { readonly active: string; readonly enabled: string };
}

/** Asks a program whether its configuration is sound; the transaction undoes itself if it isn't. Changes nothing. */
interface Gate extends ChangeBase, Tries {
  readonly kind: 'gate';
  /** Until it counts as failed; left out for a minute. */
  readonly seconds?: number;
  readonly command: readonly string[];
}

/**
 * Asks the host again and again whether something is so, for so many seconds at most, at its place among the steps; the
 * transaction undoes itself if it isn't by then. Changes nothing.
 */
interface Wait extends ChangeBase, Tries {
  readonly kind: 'wait';
  readonly for: Awaited;
  readonly seconds: number;
}

/**
 * Runs a command of the playbook's at its place among the steps. It is undone by a command of its own, also where it failed
 * half-way; or not at all, for a reason that whoever wrote it gave.
 */
export interface Command extends ChangeBase, Tries {
  readonly kind: 'command';
  readonly argv: readonly string[];
  /** Where it and its undo run; null for the root folder. */
  readonly folder: string | null;
  readonly undo: CommandUndo;
  /** Until it is killed. */
  readonly seconds: number;
  readonly expect: CommandGuards;
}

/** How a command is taken back. */
export type CommandUndo =
  | { readonly kind: 'command'; readonly argv: readonly string[] }
  | { readonly kind: 'none'; readonly why: string };

/** What must be so for a command to have something to do; null where nothing is asked. */
interface CommandGuards {
  /** Nothing stands at this path. */
  readonly creates: string | null;
  /** Something stands at this path. */
  readonly removes: string | null;
  /** This command, which changes nothing, fails. */
  readonly unless: readonly string[] | null;
}

/** How often something that failed is tried again on the host, and after how many seconds; left out for never. */
export interface Tries {
  readonly tries?: { readonly retries: number; readonly delay: number };
}

/** Whether a change leaves the host as it is: a test, or a wait. */
export const changesNothing = ({ kind }: Pick<Change, 'kind'>): boolean => kind === 'gate' || kind === 'wait';

/** A change before the plan numbers it. */
export type ChangeDraft = Change extends infer Kind
  ? Kind extends Change
    ? Omit<Kind, 'id' | 'step' | 'finding'>
    : never
  : never;
