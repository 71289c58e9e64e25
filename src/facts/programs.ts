import type { ConfigFile } from './file.ts';

/** What a program said of its own configuration. */
export interface ConfigTest {
  readonly passed: boolean;
  /** The program's own words, bounded; warnings too. */
  readonly output: string;
  /** It failed for want of rights alone: whoever asked isn't root, so that it says nothing of the configuration. */
  readonly denied?: true;
  /** Why there is no verdict: it wasn't run, or didn't end in its time. Absent where it gave one. */
  readonly noVerdict?: string;
}

/** Whether a program refuses its configuration; one that merely couldn't test it as this user, or in its time, doesn't. */
export const refuses = ({ passed, denied, noVerdict }: ConfigTest): boolean =>
  !passed && denied !== true && noVerdict === undefined;

/** A file that belongs to a configuration and was not read, and why. */
export interface UnreadFile {
  readonly path: string;
  readonly why: string;
}

/** nginx as it is installed. Source: `nginx -V`, `nginx -T`. */
export interface NginxProgram {
  readonly binary: string;
  readonly version: string;
  readonly prefix: string;
  readonly configPath: string;
  /** The error log that it is built with, which counts where no directive names one; null where that is stderr. */
  readonly errorLog: string | null;
  /** The command line that tests this configuration, e.g. `/usr/sbin/nginx -t -c /etc/nginx/nginx.conf`. */
  readonly testCommand: readonly string[];
  readonly test: ConfigTest;
  /** Main file first; the files that `nginx -T` names, or, where it fails, all files below the main file's folder. */
  readonly files: readonly ConfigFile[];
  /** What else it includes; absent where all was read. */
  readonly unread?: readonly UnreadFile[];
}

/** One PHP-FPM master, running or not: a binary with a configuration. */
export interface FpmProgram {
  readonly binary: string;
  readonly version: string;
  readonly configPath: string;
  readonly testCommand: readonly string[];
  readonly test: ConfigTest;
  /** The global file first, then what it includes. */
  readonly files: readonly ConfigFile[];
  /** What else it includes; absent where all was read. */
  readonly unread?: readonly UnreadFile[];
  /** The unit that starts it, where there is one. */
  readonly unit: string | null;
  readonly masterPid: number | null;
}
