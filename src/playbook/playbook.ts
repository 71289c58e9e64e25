import type { JsonObject } from '../base/json.ts';
import type { Place } from '../base/place.ts';

/** A playbook: plays in order. */
export interface Playbook {
  readonly file: string;
  readonly plays: readonly Play[];
}

/** Which steps, on which hosts. */
export interface Play {
  readonly name: string;
  /** An Ansible host pattern. */
  readonly hosts: string;
  readonly steps: readonly PlayStep[];
  readonly place: Place;
}

/** One line of a play: a step, and the cause for whose findings it is planned (null: once, for the host). */
export interface PlayStep {
  readonly name: string;
  readonly cause: string | null;
  readonly step: string;
  readonly with: JsonObject;
  readonly place: Place;
}
