import { newRunId } from '../../apply/journal/run-id.ts';
import { UserError } from '../../base/user-error.ts';
import { causes } from '../../checks/all-checks.ts';
import type { RunPage } from '../../report/human/page.ts';
import { planText } from '../../report/human/plan.ts';
import { recapText } from '../../report/human/recap.ts';
import { jsonLines } from '../../report/json-lines.ts';
import type { HostReport } from '../../run/host-report.ts';
import { type Consent, remediate } from '../../run/remediate.ts';
import { stopwatch } from '../../run/stopwatch.ts';
import type { FleetOptions } from '../fleet-options.ts';
import { finishRun } from '../finish-run.ts';
import { beginJournal } from '../journal-listener.ts';
import { offerToSettle, tellLeftOpen } from '../left-open.ts';
import { loadInventory } from '../load-inventory.ts';
import { loadPlaybook } from '../load-playbook.ts';
import { openFleet } from '../open-fleet.ts';
import { playHosts } from '../play-hosts.ts';
import { askYesNo, isInteractive, pageFor } from '../terminal.ts';
import { unknownCause } from '../unknown-cause.ts';
import { whoAmI } from '../who-am-i.ts';
import { writeOut } from '../write-out.ts';

/** `run`'s own options. */
export interface RunOptions extends FleetOptions {
  readonly check?: boolean;
  readonly diff?: boolean;
  readonly yes?: boolean;
  readonly approve?: readonly string[];
  readonly confirmWithin: number;
}

/** `suture run PLAYBOOK`: looks, judges, plans, and with consent applies and verifies. */
export async function run(name: string, options: RunOptions): Promise<number> {
  const elapsed = stopwatch();
  const playbook = loadPlaybook(name);
  const { hosts, stepsFor } = playHosts(playbook, loadInventory(options), options.limit);
  const approved = approval(options.approve);
  await (options.check === true ? tellLeftOpen(options) : offerToSettle(options));
  const id = newRunId(new Date());
  const dry = options.check === true;
  const who = whoAmI();
  const page: RunPage = { ...pageFor(options), diff: options.diff === true, again: ['run', name] };
  const fleet = await openFleet(hosts, options, options.output === 'jsonl' ? [jsonLines('run', writeOut)] : []);
  const told = { playbook: playbook.file, playbookText: playbook.text };
  const started = { run: id, command: 'run', who, ...told, of: null } as const;
  const journal = dry ? null : await beginJournal(options.stateDir, started, fleet.connections);
  let shown = false;
  const reports = await remediate(
    journal === null ? fleet : { ...fleet, listen: journal.before(fleet.listen) },
    {
      kind: 'playbook',
      run: id,
      who,
      stepsFor,
      approved,
      confirmWithinSeconds: options.confirmWithin,
      keepEvidence: journal?.keepEvidence ?? keepsNone,
    },
    consent(options, (planned) => {
      shown = true;
      showPlan(options, planText(planned, page));
    }),
  );
  const report = { run: id, command: 'run', dry, elapsedMs: elapsed(), hosts: reports } as const;
  // Whoever was asked has seen the plan already.
  const text = () => (shown ? '' : planText(reports, page)) + recapText(report, page);
  return finishRun(report, { output: options.output, journal, signal: fleet.signal, text });
}

/** Without a journal nothing is changed, and so nothing kept. */
const keepsNone = (): Promise<void> => Promise.reject(new Error('a dry run keeps nothing'));

/** Which causes are approved beforehand; one that doesn't exist is a mistake, not an approval of nothing. */
function approval(approved: readonly string[] = []): (cause: string) => boolean {
  const known = causes().map(({ cause }) => cause);
  const unknown = approved.filter((cause) => cause !== 'all' && !known.includes(cause));
  if (unknown.length > 0) throw new UserError(unknown.map((cause) => unknownCause(cause, known)));
  return (cause) => approved.includes('all') || approved.includes(cause);
}

function showPlan({ output }: RunOptions, text: string): void {
  if (output === 'human') writeOut(text);
  else process.stderr.write(text);
}

function consent({ check, yes }: RunOptions, show: (planned: readonly HostReport[]) => void): Consent {
  if (check === true) return { kind: 'dry' };
  if (yes === true) return { kind: 'given' };
  return {
    kind: 'ask',
    ask: async (planned, waits) => {
      show(planned);
      if (!isInteractive()) {
        process.stderr.write('suture: nobody is there to ask, and --yes was not given: nothing is changed\n');
        return false;
      }
      const count = planned.filter(({ status }) => status === 'would-change').length;
      const further = waits === undefined ? '' : 'A cured fault had hidden this. ';
      return askYesNo(`\n${further}Apply this to ${count === 1 ? 'this host' : `these ${count} hosts`}?`, waits);
    },
  };
}
