import type { Result } from '../base/result.ts';
import type { ReadScript, WriteScript } from './script.ts';

/** Why a host could not be reached, or was lost; each is one sentence to a person, and stable for scripts. */
type ReachReason =
  | 'name-not-resolved'
  | 'connection-refused'
  | 'no-route'
  | 'connect-timeout'
  | 'not-ssh'
  | 'no-common-algorithm'
  | 'packet-too-long'
  | 'host-key-unknown'
  | 'host-key-changed'
  | 'host-key-revoked'
  | 'auth-failed'
  | 'key-unreadable'
  | 'ssh-missing'
  | 'connection-lost'
  | 'exec-timeout';

/** Why a script could not be run as the user it needs. */
export type BecomeReason =
  | 'become-missing'
  | 'become-password-needed'
  | 'become-password-wrong'
  | 'become-needs-terminal'
  | 'become-rule-missing'
  | 'become-refused';

/** A failure on the way to a host or on it, worded for a person. */
export interface SessionError {
  readonly reason: ReachReason | BecomeReason | 'output-too-large' | 'exec-failed';
  readonly message: string;
  readonly hint: string | null;
}

/** What a script printed and how it ended. */
export interface Answer {
  readonly exitCode: number | null;
  readonly signal: string | null;
  readonly stdout: Buffer;
  /** Bounded to 64 KiB. */
  readonly stderr: string;
}

/** Bounds on one script: time until the host's own `timeout` ends it, and bytes of output. */
export interface ScriptLimits {
  readonly timeoutMs: number;
  readonly maxOutputBytes: number;
}

/** A host that can be looked at: nothing in this type writes. */
export interface ReadSession {
  readonly host: string;
  /** Runs a script that only looks; sh reads it from standard input, after becoming. */
  readonly ask: (script: ReadScript, limits: ScriptLimits) => Promise<Result<Answer, SessionError>>;
}

/** A host that may be changed. */
export interface WriteSession extends ReadSession {
  /** Runs a script that changes things; each complete line of output is handed over as it comes. */
  readonly perform: (
    script: WriteScript,
    limits: ScriptLimits,
    onLine: (line: string) => void,
  ) => Promise<Result<Answer, SessionError>>;
}

/** An open way to a host; closing it twice does no harm. */
export interface OpenHost {
  readonly host: string;
  readonly reading: ReadSession;
  readonly writing: WriteSession;
  readonly close: () => void;
}
