import type { JsonObject } from '../base/json.ts';
import { err, ok, type Result } from '../base/result.ts';
import { clean } from './clean.ts';
import type { RunStarted } from './events.ts';
import { type HostRecord, readRecord } from './record.ts';

/** A run in one document that is safe to share: what was seen, planned, done and said, without control characters and secrets. */
export interface Bundle {
  readonly kind: 'suture-bundle';
  readonly schema: 1;
  readonly run: string;
  /** The Suture that made the bundle, and the one that made the run. */
  readonly madeBy: string;
  readonly version: string | null;
  /** The run as `suture show` tells it, line by line. */
  readonly summary: readonly string[];
  readonly playbook: { readonly file: string; readonly text: string | null } | null;
  /** The journal, its header first; plans, diffs and outcomes are in it. */
  readonly events: readonly JsonObject[];
  /** What the journal lacks, in words. */
  readonly gaps: readonly string[];
  /** What was seen of each host before the first change there. */
  readonly evidence: readonly HostRecord[];
}

/** What a bundle is made from. */
interface Material {
  readonly madeBy: string;
  readonly started: RunStarted;
  readonly summary: string;
  readonly journal: {
    readonly events: readonly JsonObject[];
    readonly torn: boolean;
    readonly damaged: readonly number[];
  };
  /** The texts of the records that the run kept, by the names of their files. */
  readonly evidence: readonly { readonly name: string; readonly text: string }[];
}

/** Packs a run. Whatever is in it is cleaned once more: earlier versions may have known fewer secrets. */
export function bundleOf({ madeBy, started, summary, journal, evidence }: Material): Bundle {
  const { run, version, playbook, playbookText } = started;
  const read = evidence.map(({ name, text }) => ({ name, record: recordIn(text) }));
  const lines = journal.damaged.map((line) => `line ${line} of the journal can't be read`);
  return clean<Bundle>({
    kind: 'suture-bundle',
    schema: 1,
    run,
    madeBy,
    version: version ?? null,
    summary: summary.trimEnd().split('\n'),
    playbook: playbook === null ? null : { file: playbook, text: playbookText ?? null },
    events: journal.events,
    gaps: [
      ...lines,
      ...(journal.torn ? ['the last line of the journal is torn: the runner was stopped while it wrote'] : []),
      ...read.flatMap(({ name, record }) => (record.ok ? [] : [`the evidence ${name} can't be read: ${record.error}`])),
    ],
    evidence: read.flatMap(({ record }) => (record.ok ? [record.value] : [])),
  });
}

/** Reads the record of one host, or those in a bundle; the reason where it is neither, or a bundle without any. */
export function parseRecords(text: string): Result<readonly HostRecord[], string> {
  const parsed = parseJson(text);
  if (!parsed.ok) return parsed;
  const bundle = parsed.value as Partial<Bundle> | null;
  if (bundle?.kind !== 'suture-bundle') {
    const record = readRecord(parsed.value);
    return record.ok ? ok([record.value]) : record;
  }
  if (bundle.schema !== 1 || !Array.isArray(bundle.evidence)) return err('it is not a bundle of schema 1');
  const records: HostRecord[] = [];
  for (const each of bundle.evidence as readonly unknown[]) {
    const record = readRecord(each);
    if (!record.ok) return record;
    records.push(record.value);
  }
  return records.length > 0 ? ok(records) : err('it holds no facts: its run changed no host');
}

function recordIn(text: string): Result<HostRecord, string> {
  const parsed = parseJson(text);
  return parsed.ok ? readRecord(parsed.value) : parsed;
}

function parseJson(text: string): Result<unknown, string> {
  try {
    return ok(JSON.parse(text));
  } catch {
    // The parser's own words quote what stands there.
    return err('it is not JSON');
  }
}
