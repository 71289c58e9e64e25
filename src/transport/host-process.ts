import type { SessionError } from './session.ts';

/** One command under way on a host. */
export interface HostProcess {
  readonly write: (text: string) => void;
  readonly endInput: () => void;
  /** Ends it as far as that can be done from here, and lets go of it. */
  readonly kill: () => void;
  /** Lets go of it; the host's own bounds end it. */
  readonly release: () => void;
}

/** What a process reports: `started` or `failed` first, `closed` once and last. */
export interface ProcessEvents {
  readonly started: (process: HostProcess) => void;
  readonly failed: (error: SessionError) => void;
  readonly stdout: (chunk: Buffer) => void;
  readonly stderr: (chunk: Buffer) => void;
  readonly exited: (exitCode: number | null, signal: string | null) => void;
  /** All output is in; `lost` says why if the way to the host broke first. */
  readonly closed: (lost: SessionError | null) => void;
}

/** Starts a command line in the login shell of a host; never throws. */
export type StartProcess = (command: string, events: ProcessEvents) => void;
