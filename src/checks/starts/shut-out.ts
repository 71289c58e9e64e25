import type { FailedStart } from '../../facts/last-start.ts';
import type { UnitNeed } from '../../facts/owners/owner-search.ts';
import { type Restriction, restrictionOf } from '../../facts/sandbox.ts';
import { pathsNamed, refusalIn, unboundAddress } from '../../facts/start-words.ts';
import type { Unit } from '../../facts/system.ts';
import type { Reason, StartReason } from './start-reason.ts';

/** A start that was refused a path by its unit's own sandbox: one that is there, or that it would make. */
export function shutOut({ unit, lines }: FailedStart, needs: readonly UnitNeed[]): Reason {
  for (const { text } of lines) {
    const refusal = refusalIn(text);
    if (refusal === null || unboundAddress(text)?.errno === 98) continue;
    const folder = / working directory failed:/.test(text) ? [unit.settings?.workingDirectory ?? ''] : [];
    const paths = [...pathsNamed(text), ...folder];
    for (const path of paths) {
      const restriction = restrictionOf(path, unit);
      const isThere = needs.some(({ name, there }) => name === path && there);
      if (restriction !== null && explains(restriction, refusal, isThere)) return reason(path, restriction, unit);
    }
    // PHP's opcache names no file: its lock is in /tmp.
    const anywhere = restrictionOf('/tmp', unit);
    if (refusal === 'read-only' && paths.length === 0 && anywhere !== null) return reason('/tmp', anywhere, unit);
  }
  return null;
}

/** Whether a restriction makes the system refuse a path so. */
export const explains = (
  { how }: Restriction,
  refusal: 'missing' | 'denied' | 'read-only',
  isThere: boolean,
): boolean =>
  how === 'read-only' ? refusal === 'read-only' : refusal === 'denied' || (refusal === 'missing' && isThere);

const reason = (path: string, restriction: Restriction, unit: Unit): StartReason => ({
  cause: 'service-sandbox',
  path,
  restriction,
  says: saysOf(path, restriction),
  cure: cureOf(path, restriction, unit.name),
});

/** `ProtectHome=yes hides /home/site from it`. */
export const saysOf = (path: string, { how, by }: Restriction): string =>
  how === 'hidden' ? `${by} hides ${path} from it` : `by ${by} it may only read ${path}`;

/** What whoever hardened the unit would do. */
export const cureOf = (path: string, { how, by }: Restriction, unit: string): string =>
  `who hardened ${unit} knows what it is to reach: ${how === 'hidden' ? `take back ${by} or move what it needs` : `name ${path} in ReadWritePaths=`} (systemctl edit ${unit}), and restart it`;
