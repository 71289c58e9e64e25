import { UserError } from '../../base/user-error.ts';
import type { Page } from '../../report/human/page.ts';
import { planText } from '../../report/human/plan.ts';
import { recapText } from '../../report/human/recap.ts';
import { toJson } from '../../report/json.ts';
import type { HostReport, RunReport } from '../../run/host-report.ts';
import { hostsLeftOpen, type RecordedRun } from '../../run/recorded-run.ts';
import { EXIT } from '../exit.ts';
import { findRun } from '../find-run.ts';
import { isAtWork } from '../open-runs.ts';
import { stateDir } from '../state-dir.ts';
import { pageFor } from '../terminal.ts';
import { writeOut } from '../write-out.ts';
import type { HistoryOptions } from './history.ts';

/** `suture show RUN [HOST]`: a run in full, from its journal. */
export async function show(run: string, host: string | undefined, options: HistoryOptions): Promise<number> {
  const record = await findRun(stateDir(options.stateDir), run);
  const hosts = host === undefined ? record.hosts : record.hosts.filter((each) => each.host === host);
  if (hosts.length === 0) throw new UserError([noSuchHost(record, host)]);
  if (options.output === 'json') {
    writeOut(`${JSON.stringify(toJson(reportOf(record, hosts)), null, 2)}\n`);
    return EXIT.ok;
  }
  writeOut(recordedText(record, hosts, pageFor({ color: true, verbose: 0, ...sameFolder(options) })));
  return EXIT.ok;
}

/** A recorded run as a person reads it: who, when, how it ended, and what happened on these hosts of it. */
export function recordedText(record: RecordedRun, hosts: readonly HostReport[], page: Page): string {
  const { started } = record;
  const head = `${started.command} ${started.run} by ${started.who}, began ${started.at}, ${endOf(record)}\n`;
  // What was wrong before a run is wrong again after its rollback, and no news.
  const plans = started.of !== null ? hosts.map((each) => ({ ...each, findings: [] })) : hosts;
  const runPage = { ...page, diff: true, again: [] };
  return head + planText(plans, runPage) + recapText(reportOf(record, hosts), runPage);
}

function reportOf({ started, finished }: RecordedRun, hosts: readonly HostReport[]): RunReport {
  const elapsedMs = finished === null ? 0 : Date.parse(finished.at) - Date.parse(started.at);
  return { run: started.run, command: started.command, dry: false, elapsedMs, hosts };
}

function endOf(record: RecordedRun): string {
  const { touched, finished } = record;
  if (finished !== null) return `ended ${finished.at} with exit code ${finished.exitCode}`;
  if (isAtWork(record)) return 'is at work';
  const open = hostsLeftOpen(record);
  if (open.length === 0) return `was KILLED before its end${touched.length === 0 ? ', and had changed nothing' : ''}`;
  return `was KILLED while it changed ${open.join(', ')}`;
}

function noSuchHost({ started, hosts }: RecordedRun, host: string | undefined) {
  const hint =
    hosts.length === 0
      ? 'it was stopped before it had looked at one'
      : `it has ${hosts.map((each) => each.host).join(', ')}`;
  return { code: 'no-host', message: `run ${started.run} has no record of ${host ?? 'a host'}`, hint };
}

const sameFolder = ({ stateDir: folder }: HistoryOptions) => (folder === undefined ? {} : { stateDir: folder });
