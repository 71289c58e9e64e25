/** How a unit is set up and how its last start went. Source: org.freedesktop.systemd1(5), systemd.exec(5). */
export interface UnitSettings {
  /** FragmentPath: the unit's own file; empty for none. */
  readonly file: string;
  /** The sockets, timers and paths that start it. */
  readonly triggeredBy: readonly string[];
  /** How the main process last ended; null where none did. */
  readonly ended: 'exited' | 'killed' | 'dumped' | null;
  /** The exit status that it ended with, or the signal's number. */
  readonly endedWith: number | null;
  /** User and Group; empty for root. */
  readonly user: string;
  readonly group: string;
  readonly workingDirectory: string;
  readonly rootDirectory: string;
  readonly protectHome: string;
  readonly protectSystem: string;
  readonly readWritePaths: readonly string[];
  readonly readOnlyPaths: readonly string[];
  readonly inaccessiblePaths: readonly string[];
  readonly runtimeDirectory: readonly string[];
  /** The folders of RuntimeDirectory, StateDirectory and their kin; from here on left out in records of before that was asked. */
  readonly ownFolders?: readonly string[];
  /** PrivateDevices */
  readonly privateDevices?: boolean;
  /** TemporaryFileSystem: folders that are empty for it. */
  readonly temporaryFileSystems?: readonly string[];
  /** BindPaths and BindReadOnlyPaths. */
  readonly bound?: readonly { readonly from: string; readonly to: string }[];
  /** LimitNPROC: how many processes its user may have; null for no limit. */
  readonly mostProcesses?: number | null;
  /** How many tasks it has, and may have; null for no limit. */
  readonly tasks: number | null;
  readonly mostTasks: number | null;
  /** In kB; null for no limit. */
  readonly mostMemoryKb: number | null;
  /** What a socket unit listens on, as systemd names it: paths, `127.0.0.1:8000`, `[::]:80`. */
  readonly listens: readonly string[];
}
