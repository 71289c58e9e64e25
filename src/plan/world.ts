import type { FileState } from '../facts/file.ts';
import type { HostFacts } from '../facts/host-facts.ts';
import type { ChangeDraft } from './change.ts';

/** A host as it would be: its facts plus the changes that earlier steps of the play have planned. */
export interface World {
  readonly facts: HostFacts;
  readonly planned: readonly ChangeDraft[];
}

/** A configuration file in the world: its state on the host now, and its text with planned edits in it. */
export interface WorldFile {
  readonly path: string;
  readonly realPath: string;
  readonly state: FileState;
  readonly lossless: boolean;
  readonly textOnHost: string;
  readonly text: string;
}
