import { type Fact, unknown } from '../facts/fact.ts';
import type { FactValues } from '../facts/host-facts.ts';

/** What one snippet printed, and how it ended. */
export interface Section {
  readonly stdout: string;
  /** The same, byte for byte: files are cut out of it by their sizes. */
  readonly bytes: Buffer;
  readonly exitStatus: number;
}

/** One question to a host: the shell that asks it, and the pure function that reads the answer. */
export interface Collector<Name extends keyof FactValues = keyof FactValues> {
  readonly fact: Name;
  /** POSIX sh; it may use what `shell/words.ts` defines, and ends in `absent` or `unknown` where it has no answer. */
  readonly script: string;
  /** How long it may take, where the host has `timeout`. */
  readonly seconds: number;
  readonly maxBytes: number;
  /**
   * It is asked only where what the collectors before it in its lane have said holds one of these, and absent elsewhere;
   * null where it is always asked.
   */
  readonly when: readonly string[] | null;
  /** Reads a section of any ending; undefined stands for one that the host's output doesn't have. */
  readonly parse: (section: Section | undefined) => Fact<FactValues[Name]>;
}

/** What one says to define a collector. */
export interface CollectorDefinition<Name extends keyof FactValues> {
  readonly fact: Name;
  readonly script: string;
  readonly seconds?: number;
  readonly maxBytes?: number;
  readonly when?: readonly string[];
  /** Reads what a script that ended well has printed; must bear any output. */
  readonly parse: (section: Section) => Fact<FactValues[Name]>;
}

/** Exit statuses by which a snippet says that there is no answer (and why, on stdout). */
export const ABSENT = 10;
export const UNKNOWN = 20;

/** Defines a collector; sections that are missing, cut off or ended badly become absent or unknown with the reason. */
export function defineCollector<Name extends keyof FactValues>(definition: CollectorDefinition<Name>): Collector<Name> {
  const { fact, script, parse, seconds = 10, maxBytes = 512 * 1024, when = null } = definition;
  return {
    fact,
    script,
    seconds,
    maxBytes,
    when,
    parse: (section) => {
      if (section === undefined) return unknown(`the host's output ended before it came to ${fact}`);
      const { exitStatus, stdout, bytes } = section;
      if (exitStatus === ABSENT) return { state: 'absent', why: firstLine(stdout) };
      if (exitStatus === UNKNOWN) return unknown(firstLine(stdout));
      if (exitStatus === 124 || exitStatus === 137) return unknown(`${fact} took the host longer than ${seconds} s`);
      if (bytes.includes(0)) return unknown(`the host answered on ${fact} with bytes that no shell prints`);
      if (bytes.length >= maxBytes) return unknown(`the host said more than ${maxBytes} bytes on ${fact}`);
      if (exitStatus !== 0) return unknown(`the question for ${fact} ended with status ${exitStatus}`);
      return parse(section);
    },
  };
}

const firstLine = (text: string): string => (text.split('\n')[0] ?? '').slice(0, 500);
