import { collectFacts } from '../collect/collect-facts.ts';
import { err, ok, type Result } from '../base/result.ts';
import { withoutContents } from '../facts/asked.ts';
import type { HostFacts } from '../facts/host-facts.ts';
import { recorded } from '../facts/recorded.ts';
import type { Connection } from '../inventory/inventory.ts';
import type { SessionError } from '../transport/session.ts';
import { clean } from './clean.ts';
import type { Fleet } from './fleet.ts';

/** A host's facts as they were at one moment, safe to share: secrets and control characters are gone. */
export interface HostRecord {
  readonly schema: 1;
  readonly host: string;
  /** ISO 8601 in UTC, by the runner's clock. */
  readonly recordedAt: string;
  readonly facts: HostFacts;
}

/** Asks one host everything, and keeps the answers. */
export async function record(fleet: Fleet, connection: Connection): Promise<Result<HostRecord, SessionError>> {
  const opened = await fleet.open(connection);
  if (!opened.ok) return opened;
  try {
    const { sinceSeconds, lookTimeoutMs } = fleet;
    const facts = await collectFacts(opened.value.reading, {
      sinceSeconds,
      timeoutMs: lookTimeoutMs,
      ...(connection.expects === undefined ? {} : { expects: connection.expects }),
    });
    if (!facts.ok) return facts;
    return ok(recordOf(connection.host, facts.value, new Date().toISOString()));
  } finally {
    opened.value.close();
  }
}

/** What was seen of a host at a moment (ISO 8601 in UTC), made safe to share. */
export const recordOf = (host: string, facts: HostFacts, recordedAt: string): HostRecord => ({
  schema: 1,
  host,
  recordedAt,
  facts: clean({ ...facts, asked: withoutContents(facts.asked) }),
});

/** Reads what may be a record, an old one as well; the reason where it isn't one. */
export function readRecord(parsed: unknown): Result<HostRecord, string> {
  const value = parsed as Partial<HostRecord> | null;
  if (value?.schema !== 1) return err('its schema is not 1');
  if (typeof value.host !== 'string' || typeof value.recordedAt !== 'string')
    return err('it names no host and no time');
  if (!FACTS.every((name) => isFact(value.facts?.[name]))) return err(`it lacks one of the facts ${FACTS.join(', ')}`);
  const { facts } = value as HostRecord;
  return ok({ ...(value as HostRecord), facts: recorded(facts) });
}

/** What the first records had already. */
const FACTS = [
  'identity',
  'units',
  'processes',
  'accounts',
  'memory',
  'nginx',
  'fpm',
  'unixListeners',
  'tcpListeners',
  'paths',
  'siteStatuses',
  'logLines',
] as const satisfies readonly (keyof HostFacts)[];

const isFact = (value: unknown): boolean =>
  typeof value === 'object' &&
  value !== null &&
  'state' in value &&
  ['known', 'absent', 'unknown'].includes(String(value.state));
