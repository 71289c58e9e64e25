import { localTime } from './local-time.ts';

/** What a package manager's log says in one line. Versions are null where there is none, or the log doesn't say. */
export interface PackageEntry {
  /** Seconds since the epoch. */
  readonly at: number;
  readonly verb: 'installed' | 'upgraded' | 'downgraded' | 'removed';
  readonly name: string;
  readonly from: string | null;
  readonly to: string | null;
}

const LINE = /^(\d{4})-(\d\d)-(\d\d) (\d\d):(\d\d):(\d\d) (install|upgrade|remove|purge) ([^\s:]+)\S* (\S+) (\S+)$/;

const VERBS = { install: 'installed', upgrade: 'upgraded', remove: 'removed', purge: 'removed' } as const;

/** Reads a line of dpkg.log that changes which version is there; null for any other. Source: dpkg(1). */
export function parseDpkgLine(line: string, utcOffsetMinutes: number): PackageEntry | null {
  const match = LINE.exec(line);
  if (match === null) return null;
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = match.slice(1, 7).map(Number);
  const at = localTime([year, month, day, hour, minute, second], utcOffsetMinutes);
  const [, , , , , , , verb, name = '', from = '', to = ''] = match;
  if (at === null || !isVerb(verb)) return null;
  return { at, verb: VERBS[verb], name, from: version(from), to: version(to) };
}

const isVerb = (word: string | undefined): word is keyof typeof VERBS => word !== undefined && word in VERBS;

const version = (word: string): string | null => (word === '<none>' ? null : word);
