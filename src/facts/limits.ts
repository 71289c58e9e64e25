/**
 * What the kernel lets the programs of a host have, and what of it is taken. Asked for only where a site is broken or a
 * log complains of a want; empty elsewhere. Source: proc(5), ip(7), listen(2), df(1).
 */
export interface Limits {
  readonly openFiles: readonly OpenFiles[];
  /** The most files that any process may open (fs.nr_open); null where the kernel doesn't tell. */
  readonly mostOpenFiles: number | null;
  /** The longest queue that a listening socket may have (net.core.somaxconn); null where the kernel doesn't tell. */
  readonly longestQueue: number | null;
  readonly ports: LocalPorts | null;
  readonly mounts: readonly Mount[];
}

/** The open files of a process, and how many it may have; null where only root may know. */
interface OpenFiles {
  readonly pid: number;
  readonly open: number | null;
  readonly most: number | null;
}

/** The ports that the kernel gives to outgoing connections, first and last, and those of them that it has none left of. */
export interface LocalPorts {
  readonly first: number;
  readonly last: number;
  /** Ports of the range that something listens on, or that a connection to an address of PHP's holds. */
  readonly taken: number;
  /** Of these the ones that only wait for stray packets (TIME_WAIT). */
  readonly waiting: number;
}

/** A file system with what is free of it to programs without privileges; null where it doesn't count. */
export interface Mount {
  readonly at: string;
  /** The paths that were asked about and lie on it. */
  readonly paths: readonly string[];
  readonly totalKb: number | null;
  readonly freeKb: number | null;
  readonly inodes: number | null;
  readonly freeInodes: number | null;
}
