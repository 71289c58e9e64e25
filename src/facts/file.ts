/** What identifies a file's present state; a plan expects exactly this when it is applied. */
export interface FileState {
  /** SHA-256 of the bytes, hex. */
  readonly sha256: string;
  readonly inode: number;
  readonly uid: number;
  readonly gid: number;
  readonly owner: string;
  readonly group: string;
  /** Permission bits, octal digits: `0644`. */
  readonly mode: string;
}

/** A configuration file that a program reads, with its text. */
export interface ConfigFile {
  /** The path as the program names it. */
  readonly path: string;
  /** The path with every symbolic link resolved; what an edit writes to. */
  readonly realPath: string;
  readonly text: string;
  /** False when the bytes aren't UTF-8, so that the text can be read but never written back. */
  readonly lossless: boolean;
  readonly state: FileState;
  /** The later of mtime and ctime, seconds since the epoch. */
  readonly changedAt: number;
}

/** What stands at a path that a socket should have, and on the way to it. */
export interface PathState {
  /** The path as it was asked for. */
  readonly path: string;
  /** With symbolic links of the folders resolved (`/var/run` is `/run`). */
  readonly realPath: string;
  readonly kind: 'socket' | 'file' | 'directory' | 'other' | 'missing';
  readonly inode: number | null;
  readonly owner: string | null;
  readonly group: string | null;
  readonly mode: string | null;
  /** Named entries of the access ACL (`user:nginx:rw-`), empty where there is none; null where nobody could tell. */
  readonly acl: readonly string[] | null;
  /** The folders from `/` down, each with owner, group and mode; ends where one is missing. */
  readonly folders: readonly FolderState[];
  /** Whether nginx's worker user may write to it, asked of the kernel as that user; null where that couldn't be asked. */
  readonly nginxMayConnect: boolean | null;
}

/** A folder on the way to a path. */
export interface FolderState {
  readonly path: string;
  readonly owner: string;
  readonly group: string;
  readonly mode: string;
  /** False when the folder doesn't exist; owner, group and mode are then empty. */
  readonly exists: boolean;
}
