import type { JsonObject } from '../base/json.ts';
import type { Place } from '../base/place.ts';
import type { Guards } from './guards.ts';

/** A playbook: plays in order. */
export interface Playbook {
  readonly file: string;
  readonly plays: readonly Play[];
}

/** In which order a play's hosts are changed. */
export const HOST_ORDERS = ['inventory', 'reverse_inventory', 'sorted', 'reverse_sorted', 'shuffle'] as const;
export type HostOrder = (typeof HOST_ORDERS)[number];

/** Which steps, on which hosts, and how these are changed. */
export interface Play extends Guards {
  readonly name: string;
  /** An Ansible host pattern. */
  readonly hosts: string;
  readonly order: HostOrder;
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
