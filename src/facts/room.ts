/** What the programs of a host use of what they may use. Source: proc(5), cgroups(7), dmesg(1). */
export interface Room {
  /** One for each address that a pool listens on, by the kernel's count, before Suture's own requests. */
  readonly connections: readonly Connections[];
  /** Workers of pools that have as many as they may have, and those of units that ran out of memory. */
  readonly workers: readonly WorkerSize[];
  readonly units: readonly UnitMemory[];
  /** The kernel's own lines on killed and crashed programs; null where they couldn't be read, or nothing called for them. */
  readonly kernel: readonly KernelLine[] | null;
}

/** Connections to a listening socket: those that a worker has taken, and those that wait for one. */
export interface Connections {
  /** The path as the kernel knows it, or the TCP port. */
  readonly at: string | number;
  readonly taken: number;
  readonly waiting: number;
}

/** How much memory a worker takes, shared memory counted in shares; null where only root may know. */
interface WorkerSize {
  readonly pid: number;
  readonly pssKb: number | null;
}

/** What the control group of a unit says of memory. */
export interface UnitMemory {
  readonly name: string;
  /** Processes that were killed for lack of memory since the unit started; null where the kernel doesn't count by unit. */
  readonly oomKills: number | null;
  /** Null where there is no limit. */
  readonly limitKb: number | null;
}

/** A line of the kernel's log. */
export interface KernelLine {
  /** Seconds since the epoch. */
  readonly at: number;
  readonly text: string;
}
