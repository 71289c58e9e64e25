import type { JsonObject } from '../base/json.ts';
import type { Place } from '../base/place.ts';
import type { Expressions } from './expressions/expression.ts';
import type { Keywords } from './read-keywords.ts';
import type { Step } from '../steps/define-step.ts';
import type { Guards } from './guards.ts';

/** A playbook: plays in order. */
export interface Playbook {
  readonly file: string;
  readonly plays: readonly Play[];
}

/** In which order a play's hosts are changed. */
export const HOST_ORDERS = ['inventory', 'reverse_inventory', 'sorted', 'reverse_sorted', 'shuffle'] as const;
export type HostOrder = (typeof HOST_ORDERS)[number];

/** What a play may have beside its steps: what is done once they have ended badly on a host, and once they have ended at all. */
export const BLOCKS = ['on_failure', 'always'] as const;
export type Block = (typeof BLOCKS)[number];

/** Which steps, on which hosts, and how these are changed. */
export interface Play extends Guards {
  readonly name: string;
  /** An Ansible host pattern. */
  readonly hosts: string;
  readonly order: HostOrder;
  /** Those of its blocks come after its own, and its handlers last. */
  readonly steps: readonly PlayStep[];
  readonly place: Place;
}

/** One line of a play: a step, and the cause for whose findings it is planned (null: once, for the host). */
export interface PlayStep extends Keywords {
  readonly name: string;
  readonly cause: string | null;
  readonly step: string;
  readonly with: JsonObject;
  /** What it does, where the step is the playbook's own and doesn't come with Suture. */
  readonly own?: Step;
  /** The block that it stands in; left out for one of the play's `steps`. */
  readonly block?: Block;
  /** Where it stands, for a handler: planned only where a step before it notifies it, and then once. */
  readonly handler?: string;
  /** Every text above, and in the vars, that is an expression; left out where there is none. */
  readonly expressions?: Expressions;
  readonly place: Place;
}
