import { appendFileSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { openJournal } from '../../../src/apply/journal/journal.ts';
import { listRuns, readRun } from '../../../src/apply/journal/read-run.ts';
import { isRunId, newRunId } from '../../../src/apply/journal/run-id.ts';

const scratch = mkdtempSync(join(tmpdir(), 'suture-journal-'));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));
const run = '20261121T074512Z-k3f9';
let folders = 0;
const stateDir = (): string => {
  folders += 1;
  return join(scratch, `state${folders}`);
};

describe('a run’s id', () => {
  test('is its start in UTC and four characters', () => {
    const id = newRunId(new Date('2026-11-21T07:45:12.345Z'));
    expect(id).toMatch(/^20261121T074512Z-[a-z0-9]{4}$/);
    expect(isRunId(id)).toBe(true);
  });

  test.each(['', '..', '../20261121T074512Z-k3f9', `${run}/..`, `${run}\n`, `${run}x`, run.toUpperCase()])(
    '%j is none, and opens no folder',
    async (text) => {
      expect(isRunId(text)).toBe(false);
      await expect(openJournal(stateDir(), text, {})).rejects.toThrow('not a run id');
      await expect(readRun(scratch, text)).rejects.toThrow('not a run id');
    },
  );
});

describe('a journal', () => {
  test('keeps its header and events in order, for its owner only', async () => {
    const state = stateDir();
    const journal = await openJournal(state, run, { playbook: 'fix-502' });
    await Promise.all([1, 2, 3].map((n) => journal.append({ n, text: 'line\nbreak' })));
    await journal.close();
    await journal.close();
    expect(await readRun(state, run)).toEqual({
      run,
      events: [{ playbook: 'fix-502' }, ...[1, 2, 3].map((n) => ({ n, text: 'line\nbreak' }))],
      torn: false,
      damaged: [],
    });
    expect(statSync(journal.folder).mode & 0o777).toBe(0o700);
    expect(statSync(join(journal.folder, 'events.jsonl')).mode & 0o777).toBe(0o600);
    expect(await listRuns(state)).toEqual([run]);
  });

  test('of a run that has one is not opened again', async () => {
    const state = stateDir();
    await (await openJournal(state, run, {})).close();
    await expect(openJournal(state, run, {})).rejects.toThrow('EEXIST');
  });

  test('survives a torn last line and says so', async () => {
    const state = stateDir();
    const journal = await openJournal(state, run, {});
    await journal.append({ n: 1 });
    await journal.close();
    appendFileSync(join(journal.folder, 'events.jsonl'), '{"n":2,"te');
    expect(await readRun(state, run)).toMatchObject({ events: [{}, { n: 1 }], torn: true, damaged: [] });
  });

  test('names lines that somebody damaged', async () => {
    const state = stateDir();
    const journal = await openJournal(state, run, {});
    await journal.close();
    appendFileSync(join(journal.folder, 'events.jsonl'), 'rubbish\n[]\n{"n":1}\n');
    expect(await readRun(state, run)).toMatchObject({ events: [{}, { n: 1 }], damaged: [2, 3] });
  });

  test('that isn’t there reads as none, and other folders are no runs', async () => {
    const state = stateDir();
    expect(await listRuns(state)).toEqual([]);
    expect(await readRun(state, run)).toBeNull();
    await (await openJournal(state, run, {})).close();
    writeFileSync(join(state, 'runs', 'notes.txt'), '');
    expect(await listRuns(state)).toEqual([run]);
  });
});
