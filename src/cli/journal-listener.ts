import about from '../../package.json' with { type: 'json' };
import { saveEvidence } from '../apply/journal/evidence.ts';
import { type Journal, openJournal } from '../apply/journal/journal.ts';
import { noteOpen, noteSettled } from '../apply/journal/open-runs.ts';
import { thisProcess } from '../apply/journal/runner-process.ts';
import type { JsonObject } from '../base/json.ts';
import { UserError } from '../base/user-error.ts';
import type { Connection } from '../inventory/inventory.ts';
import type { ApplyIntent } from '../run/apply-intent.ts';
import { cleanText } from '../run/clean.ts';
import type { Listener, RunEvent, RunStarted } from '../run/events.ts';
import { NotRecorded } from '../run/not-recorded.ts';
import { mayBeOpen } from '../run/recorded-run.ts';
import { createGaps, whyNotWritten } from './record-gaps.ts';
import { stateDir } from './state-dir.ts';

/** A run's journal as a listener: what is heard is on the disk before anything else happens. */
export interface JournalListener {
  /** A listener that journals first and then tells the other. */
  readonly before: (next: Listener) => Listener;
  readonly keepEvidence: ApplyIntent['keepEvidence'];
  readonly finish: (exitCode: number) => Promise<void>;
}

/** Without a journal nothing is changed, and so nothing kept. */
export const keepsNone = (): Promise<void> => Promise.reject(new Error('a dry run keeps nothing'));

/** Opens a run's journal before any host is contacted; a state folder that can't be written is the operator's mistake. */
export async function beginJournal(
  folder: string | undefined,
  started: Omit<RunStarted, 'type' | 'at' | 'hosts' | 'version'>,
  hosts: readonly Pick<Connection, 'host'>[],
): Promise<JournalListener> {
  const at = stateDir(folder);
  const { playbookText, ...rest } = started;
  const header: RunStarted = {
    type: 'run-started',
    at: now(),
    version: about.version,
    ...rest,
    hosts: hosts.map(({ host }) => host),
    process: thisProcess(),
    ...(playbookText === undefined ? {} : { playbookText: cleanText(playbookText) }),
  };
  const journal = await begin(at, header).catch((error: unknown) => {
    const message = `the state folder ${at} can't be written: ${whyNotWritten(error)}`;
    throw new UserError([{ code: 'state-unwritable', message, hint: '--state-dir names another' }]);
  });
  const open = new Set<string>();
  const gaps = createGaps(journal.folder);
  const record = async (event: RunEvent): Promise<void> => {
    const host = 'host' in event ? event.host : null;
    try {
      await journal.append(asJson(event));
    } catch (error) {
      gaps.note(host, error);
      // What has begun on a host is brought to its end, recorded or not; nothing else begins.
      const isBeforehand = event.type === 'host-planned' || event.type === 'host-changing';
      if (isBeforehand && !open.has(event.host)) throw new NotRecorded(gaps.why());
    }
  };
  return {
    before: (next) => async (event) => {
      if (event.type !== 'host-connected') await record(event);
      if (event.type === 'host-changing') open.add(event.host);
      if (event.type === 'host-finished' && !mayBeOpen(event.report)) open.delete(event.host);
      await next(event);
    },
    keepEvidence: (seen) => saveEvidence(at, started.run, seen.host, JSON.stringify(seen)),
    finish: async (exitCode) => {
      await record({ type: 'run-finished', at: now(), exitCode });
      await journal.close();
      if (open.size === 0) await noteSettled(at, started.run);
      gaps.tell();
    },
  };
}

async function begin(at: string, header: RunStarted): Promise<Journal> {
  const journal = await openJournal(at, header.run, asJson(header));
  await noteOpen(at, header.run);
  return journal;
}

const now = (): string => new Date().toISOString();

const asJson = (event: RunEvent): JsonObject => JSON.parse(JSON.stringify(event)) as JsonObject;
