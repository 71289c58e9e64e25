import type { Address } from '../../formats/address.ts';
import type { Unit } from '../system.ts';

/** What the host tells of the services behind its routes: how those that don't run last ended, and who may own the addresses that its routes ask, and that no PHP-FPM of its is known to have. */
export interface OwnerSearch {
  /** Whose owner was searched for, as nobody listens there. */
  readonly addresses: readonly Address[];
  readonly holders: readonly Holder[];
  readonly mentions: readonly Mention[];
  /** Pools in files that no PHP-FPM reads, or might not: set aside, or of a PHP that is gone. */
  readonly poolFiles: readonly PoolInFile[];
  /** The systemd units that hold one of the processes, or whose files name one of the addresses. */
  readonly units: readonly Unit[];
  /** Scripts of init or of a supervisor that speak of PHP-FPM. */
  readonly starters: readonly string[];
  /** What supervisors say of the programs whose files name one of the addresses; not in records of before that was asked. */
  readonly supervised?: readonly Supervised[];
  /** Where an Apache that listens for nginx asks for PHP; not in records of before that was asked. */
  readonly apacheAsks?: readonly Mention[];
  readonly engines: readonly Engine[];
  /** What the units that don't run said last, the oldest line first. */
  readonly said: readonly SaidByUnit[];
  /** What those units name in their set-up or last words, and whether it is there; not in records of before that was asked. */
  readonly needs?: readonly UnitNeed[];
  /** Lines of the journal in which a program names one of the addresses: it listened there once. */
  readonly remembered: readonly { readonly at: number; readonly by: string; readonly text: string }[];
  /** Where was looked, in words for people. */
  readonly searched: readonly string[];
  /** Where nobody could look, with the reason. */
  readonly unsearched: readonly string[];
}

/** A line of a unit's journal: systemd's word of it, or its own program's. */
export interface SaidByUnit {
  readonly unit: string;
  /** Seconds since the epoch. */
  readonly at: number;
  /** `systemd`, or the program's name. */
  readonly by: string;
  readonly text: string;
}

/** A thing that a unit which doesn't run needs, or spoke of. */
export interface UnitNeed {
  readonly unit: string;
  readonly kind: 'user' | 'group' | 'path' | 'program' | 'address';
  readonly name: string;
  /** Of a program: whether it can be run, with what its first line names. */
  readonly there: boolean;
  /** Of a path that isn't there: the first of its folders that is missing, or the path itself. */
  readonly gone: string | null;
}

/** A process that listens where a route leads, and that is neither nginx nor a PHP-FPM of the host's. Source: proc(5). */
export interface Holder {
  readonly pid: number;
  readonly parent: number;
  readonly uid: number;
  readonly user: string;
  readonly command: string;
  /** Seconds since the epoch. */
  readonly startedAt: number;
  readonly unit: string | null;
  /** The id of the container that holds it. */
  readonly container: string | null;
}

/** A line of a file that names an address, or what may be one. */
export interface Mention {
  readonly file: string;
  readonly line: number;
  readonly text: string;
  /** The systemd units that read the file, or whose own it is. */
  readonly units: readonly string[];
}

/** A program that a supervisor keeps, by the file that says what to run. */
export interface Supervised {
  readonly file: string;
  /** Where in the file it begins: its section's head, or the first line. */
  readonly line: number;
  readonly name: string;
  /** The supervisor's own words; null where it said nothing. */
  readonly state: string | null;
}

/** A pool by its section's head and what it says of who may ask it where. */
export interface PoolInFile {
  readonly file: string;
  readonly line: number;
  readonly pool: string;
  /** `listen` as it is written, without `$pool`; empty where the section says nothing of it. */
  readonly listen: string;
  readonly user: string;
}

/** A container engine on the host. */
export interface Engine {
  readonly command: string;
  /** Null where its containers could not be listed without starting it. */
  readonly containers: readonly Container[] | null;
  /** Images of PHP's that it keeps; not in records of before that was asked. */
  readonly images?: readonly string[];
}

/** A container, running or not. */
export interface Container {
  readonly id: string;
  readonly name: string;
  readonly image: string;
  readonly running: boolean;
  /** Ports of the host that lead into it: `127.0.0.1:9000`, `0.0.0.0:80`. */
  readonly publishes: readonly string[];
  /** Paths of the host that it has inside. */
  readonly mounts: readonly string[];
  /** `host` where it shares the host's network, so that its ports are the host's; not in records of before that was asked. */
  readonly network?: string;
  /** The same paths with where they are inside. */
  readonly inside?: readonly { readonly from: string; readonly to: string }[];
  /** What its image says that it listens on: `9000/tcp`. */
  readonly exposes?: readonly string[];
}

/** What nobody had to search for. */
export const NOTHING_SEARCHED: OwnerSearch = {
  addresses: [],
  holders: [],
  mentions: [],
  poolFiles: [],
  units: [],
  starters: [],
  engines: [],
  said: [],
  remembered: [],
  searched: [],
  unsearched: [],
};
