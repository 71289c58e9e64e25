import { newRunId } from '../../apply/journal/run-id.ts';
import { planText, recapText, type RunPage } from '../../report/human/run.ts';
import type { HostReport } from '../../run/host-report.ts';
import { type Consent, remediate } from '../../run/remediate.ts';
import { stopwatch } from '../../run/stopwatch.ts';
import type { FleetOptions } from '../fleet-options.ts';
import { finishRun } from '../finish-run.ts';
import { beginJournal } from '../journal-listener.ts';
import { loadInventory } from '../load-inventory.ts';
import { loadPlaybook } from '../load-playbook.ts';
import { openFleet } from '../open-fleet.ts';
import { playHosts } from '../play-hosts.ts';
import { askYesNo, isInteractive, pageFor } from '../terminal.ts';
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
  const id = newRunId(new Date());
  const dry = options.check === true;
  const who = whoAmI();
  const page: RunPage = { ...pageFor(options), diff: options.diff === true };
  const fleet = await openFleet(hosts, options);
  const started = { run: id, command: 'run', who, playbook: playbook.file, of: null } as const;
  const journal = dry ? null : await beginJournal(options.stateDir, started, fleet.connections);
  const reports = await remediate(
    journal === null ? fleet : { ...fleet, listen: journal.before(fleet.listen) },
    { run: id, who, stepsFor, approved: approval(options.approve), confirmWithinSeconds: options.confirmWithin },
    consent(options, page),
  );
  const report = { run: id, command: 'run', dry, elapsedMs: elapsed(), hosts: reports } as const;
  const wasShown = !dry && options.yes !== true;
  return finishRun(
    report,
    options.output,
    journal,
    () => (wasShown ? '' : planText(reports, page)) + recapText(report, page),
  );
}

function approval(approved: readonly string[] = []): (cause: string) => boolean {
  return (cause) => approved.includes('all') || approved.includes(cause);
}

function consent({ check, yes, output }: RunOptions, page: RunPage): Consent {
  if (check === true) return { kind: 'dry' };
  if (yes === true) return { kind: 'given' };
  return {
    kind: 'ask',
    ask: async (planned: readonly HostReport[]) => {
      const text = planText(planned, page);
      if (output === 'human') writeOut(text);
      else process.stderr.write(text);
      if (!isInteractive()) {
        process.stderr.write('suture: nobody is there to ask, and --yes was not given: nothing is changed\n');
        return false;
      }
      const count = planned.filter(({ status }) => status === 'would-change').length;
      return askYesNo(`\nApply this to ${count === 1 ? 'this host' : `these ${count} hosts`}?`);
    },
  };
}
