/** A line of a log of nginx's, PHP-FPM's or PHP's own that is inside the look-back window. */
export interface LogLine {
  readonly program: 'nginx' | 'php-fpm' | 'php';
  /** The file (or `journal:UNIT`) and the line in it, where that could be counted. */
  readonly source: string;
  readonly line: number | null;
  /** Seconds since the epoch. */
  readonly at: number;
  /** `error`, `crit`, `WARNING`, …, as the log words it. */
  readonly level: string;
  readonly pid: number | null;
  /** FPM's pool, where the line names one, or the log is that pool's alone. */
  readonly pool: string | null;
  readonly message: string;
  /** The errno that nginx put in: `(111: Connection refused)` gives 111. */
  readonly errno: number | null;
  /** nginx's `upstream: "…"`, `server: …`, `request: "…"`, where the line has them. */
  readonly upstream: string | null;
  readonly server: string | null;
  readonly request: string | null;
  /** nginx's `client: …`; not in records of old. */
  readonly client?: string | null;
}
