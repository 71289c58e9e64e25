import type { PackageEntry } from './dpkg.ts';

const LINE =
  /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(Z|[+-]\d\d:?\d\d) SUBDEBUG (Installed|Upgrade|Downgrade|Erase|Removed): (\S+?)-((?:\d+:)?[^-\s]+-[^-\s]+?)(?:\.\w+)?$/;

const VERBS = {
  Installed: 'installed',
  Upgrade: 'upgraded',
  Downgrade: 'downgraded',
  Erase: 'removed',
  Removed: 'removed',
} as const;

/** Reads a line of dnf.rpm.log that changes which version is there; null for any other. Source: dnf's logging of RPM. */
export function parseDnfLine(line: string): PackageEntry | null {
  const [, time = '', zone = '', verb, name = '', version = ''] = LINE.exec(line) ?? [];
  if (verb === undefined || !(verb in VERBS)) return null;
  const at = Date.parse(`${time}${zone.replace(/(\d\d):?(\d\d)$/, '$1:$2')}`) / 1000;
  if (Number.isNaN(at)) return null;
  const said = VERBS[verb as keyof typeof VERBS];
  return { at, verb: said, name, from: said === 'removed' ? version : null, to: said === 'removed' ? null : version };
}
