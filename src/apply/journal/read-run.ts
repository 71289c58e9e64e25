import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { JsonObject } from '../../base/json.ts';
import { runFolder } from './run-folder.ts';
import { isRunId } from './run-id.ts';

/** A run's record as far as it can be read. */
export interface RunRecord {
  readonly run: string;
  /** The header first, then the events in the order in which they were written. */
  readonly events: readonly JsonObject[];
  /** Whether the last line is torn: the runner was stopped while it wrote. */
  readonly torn: boolean;
  /** Lines before the last that are no JSON objects, counted from 1: somebody else wrote to the file. */
  readonly damaged: readonly number[];
}

/** The ids of all runs that have a record, oldest first; none where there is no state folder yet. */
export async function listRuns(stateDir: string): Promise<readonly string[]> {
  const names = await readdir(join(stateDir, 'runs')).catch(noneWhereMissing);
  return (names ?? []).filter(isRunId).toSorted();
}

/** Reads a run's record; null where there is none. */
export async function readRun(stateDir: string, run: string): Promise<RunRecord | null> {
  const text = await readFile(join(runFolder(stateDir, run), 'events.jsonl'), 'utf8').catch(noneWhereMissing);
  if (text === null) return null;
  const lines = text.split('\n');
  const torn = lines.pop() !== '';
  const read = lines.map(parseEvent);
  return {
    run,
    events: read.filter((event) => event !== null),
    torn,
    damaged: read.flatMap((event, index) => (event === null ? [index + 1] : [])),
  };
}

function parseEvent(line: string): JsonObject | null {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonObject) : null;
  } catch {
    return null;
  }
}

function noneWhereMissing(error: NodeJS.ErrnoException): null {
  if (error.code === 'ENOENT') return null;
  throw error;
}
