/** What packages say of the host in their own files, and what those that were removed left behind. */
export interface Packaging {
  /** Folders below /run, as the entry that counts has them. Source: tmpfiles.d(5). */
  readonly folders: readonly PackagedFolder[];
  readonly removedPhp: readonly RemovedPhp[];
}

/** A folder that systemd-tmpfiles makes at boot. */
export interface PackagedFolder {
  readonly path: string;
  readonly owner: string;
  readonly group: string;
  /** Octal digits: `0755`. */
  readonly mode: string;
  /** The entry's file and line. */
  readonly source: string;
  readonly line: number;
}

/** A trace of a PHP-FPM whose program isn't installed: its configuration's folder, or dpkg's word of its removal. */
export interface RemovedPhp {
  /** `8.1` */
  readonly version: string;
  readonly source: string;
  readonly line: number | null;
  readonly text: string;
}
