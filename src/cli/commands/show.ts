import { UserError } from '../../base/user-error.ts';
import { planText } from '../../report/human/plan.ts';
import { recapText } from '../../report/human/recap.ts';
import { toJson } from '../../report/json.ts';
import type { RunReport } from '../../run/host-report.ts';
import type { RecordedRun } from '../../run/recorded-run.ts';
import { EXIT } from '../exit.ts';
import { findRun } from '../find-run.ts';
import { stateDir } from '../state-dir.ts';
import { pageFor } from '../terminal.ts';
import { writeOut } from '../write-out.ts';
import type { HistoryOptions } from './history.ts';

/** `suture show RUN [HOST]`: a run in full, from its journal. */
export async function show(run: string, host: string | undefined, options: HistoryOptions): Promise<number> {
  const record = await findRun(stateDir(options.stateDir), run);
  const hosts = host === undefined ? record.hosts : record.hosts.filter((each) => each.host === host);
  if (hosts.length === 0) throw new UserError([noSuchHost(record, host)]);
  const { started, finished } = record;
  const elapsedMs = finished === null ? 0 : Date.parse(finished.at) - Date.parse(started.at);
  const report: RunReport = { run: started.run, command: started.command, dry: false, elapsedMs, hosts };
  if (options.output === 'json') {
    writeOut(`${JSON.stringify(toJson(report), null, 2)}\n`);
    return EXIT.ok;
  }
  const page = { ...pageFor({ color: true, verbose: 0, ...sameFolder(options) }), diff: true, again: [] };
  const end =
    finished === null ? 'was KILLED before its end' : `ended ${finished.at} with exit code ${finished.exitCode}`;
  writeOut(`${started.command} ${started.run} by ${started.who}, began ${started.at}, ${end}\n`);
  // What was wrong before a run is wrong again after its rollback, and no news.
  const plans = started.command === 'rollback' ? hosts.map((each) => ({ ...each, findings: [] })) : hosts;
  writeOut(planText(plans, page) + recapText(report, page));
  return EXIT.ok;
}

function noSuchHost({ started, hosts }: RecordedRun, host: string | undefined) {
  const hint =
    hosts.length === 0
      ? 'it was stopped before it had looked at one'
      : `it has ${hosts.map((each) => each.host).join(', ')}`;
  return { code: 'no-host', message: `run ${started.run} has no record of ${host ?? 'a host'}`, hint };
}

const sameFolder = ({ stateDir: folder }: HistoryOptions) => (folder === undefined ? {} : { stateDir: folder });
