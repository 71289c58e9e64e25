import type { ConfigFile } from './file.ts';

/** What a program said of its own configuration. */
export interface ConfigTest {
  readonly passed: boolean;
  /** The program's own words, bounded; warnings too. */
  readonly output: string;
  /** Why there is no verdict, as what the test did: it needs root, wasn't run, or failed for itself. Absent where it gave one. */
  readonly noVerdict?: string;
}

/** Whether a program refuses its configuration; one that merely gave no verdict doesn't. */
export const refuses = ({ passed, noVerdict }: ConfigTest): boolean => !passed && noVerdict === undefined;

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
  /** Its workers' user and its folders for what memory has no room for, where no directive names them; not in records of old. */
  readonly built?: { readonly user: string; readonly tempFolders: readonly string[] };
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
  /** The script that starts it, of init or of a unit, where one names it; not in records of before that was asked. */
  readonly script?: string | null;
  readonly masterPid: number | null;
}
