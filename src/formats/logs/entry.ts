/** What one line of a log says, by itself: `LogLine` without the program and the place. */
export interface LogEntry {
  /** Seconds since the epoch. */
  readonly at: number;
  /** As the log words it; empty where the line has none. */
  readonly level: string;
  /** The process that wrote it, or FPM's child of which it speaks. */
  readonly pid: number | null;
  readonly pool: string | null;
  readonly message: string;
  readonly errno: number | null;
  readonly upstream: string | null;
  readonly server: string | null;
  readonly request: string | null;
  /** Who asked, as nginx writes it: an address, or `unix:`. */
  readonly client: string | null;
}

/** No line is read further than this many characters; nginx itself stops at 2048 bytes. */
const LONGEST_LINE = 4096;

/** Cuts a line at `LONGEST_LINE` and takes off a CR at its end. */
export const bounded = (line: string): string => line.slice(0, LONGEST_LINE).replace(/\r$/, '');

/** An entry that says no more than when, how bad and what. */
export const plainEntry = (at: number, level: string, message: string): LogEntry => ({
  at,
  level,
  pid: null,
  pool: null,
  message,
  errno: null,
  upstream: null,
  server: null,
  request: null,
  client: null,
});
