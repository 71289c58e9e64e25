import { notedOpen, noteSettled } from '../apply/journal/open-runs.ts';
import { isRunning } from '../apply/journal/runner-process.ts';
import { stillOpen, subjectOf } from '../run/aftermath.ts';
import type { RecordedRun } from '../run/recorded-run.ts';
import { recordOf, runsAfter } from './find-run.ts';

/** A run that ended, or was killed, without settling everything. */
export interface LeftOpen {
  /** The run to settle. */
  readonly run: string;
  readonly who: string;
  readonly killed: boolean;
  readonly hosts: readonly string[];
}

/** Forgets that a run left something open, once all of it is settled. */
export async function forgetIfSettled(folder: string, run: string): Promise<void> {
  for (const noted of notedOpen(folder)) {
    const record = await recordOf(folder, noted);
    if (record === null || subjectOf(record) !== run || isAtWork(record)) continue;
    if (stillOpen(record, await runsAfter(folder, noted)).length === 0) await noteSettled(folder, noted);
  }
}

/** Whether the runner of a run without an end is still at it. */
export const isAtWork = ({ started, finished }: RecordedRun): boolean =>
  finished === null && started.process !== undefined && isRunning(started.process);

/** The runs that left something open, but one that the command is about anyway. */
export async function leftOpen(folder: string, except: string | null): Promise<readonly LeftOpen[]> {
  const left: LeftOpen[] = [];
  for (const noted of notedOpen(folder)) {
    const record = await recordOf(folder, noted);
    if (record === null || subjectOf(record) === except || isAtWork(record)) continue;
    const hosts = stillOpen(record, await runsAfter(folder, noted));
    const { who } = record.started;
    if (hosts.length > 0) left.push({ run: subjectOf(record), who, killed: record.finished === null, hosts });
  }
  return left;
}
