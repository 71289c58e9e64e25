/** What is known of a host on one question: the answer, that there is none, or why it couldn't be had. */
export type Fact<T> = Known<T> | Absent | Unknown;

/** The question was answered. */
export interface Known<T> {
  readonly state: 'known';
  readonly value: T;
}

/** The question has no answer on this host: no nginx, no systemd. A fact, not a failure. */
export interface Absent {
  readonly state: 'absent';
  readonly why: string;
}

/** The host didn't tell: no permission, no tool, output that makes no sense. */
export interface Unknown {
  readonly state: 'unknown';
  readonly why: string;
}

/** Whether a reason is that only root is told; every such reason ends so. */
export const needsRoot = (why: string): boolean => /needs root(?:;|$)/.test(why);

export const known = <T>(value: T): Known<T> => ({ state: 'known', value });
export const absent = (why: string): Absent => ({ state: 'absent', why });
export const unknown = (why: string): Unknown => ({ state: 'unknown', why });
