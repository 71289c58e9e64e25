import { newRunId } from '../../apply/journal/run-id.ts';
import { batchesText } from '../../report/human/batches.ts';
import type { RunPage } from '../../report/human/page.ts';
import { planText } from '../../report/human/plan.ts';
import { recapText } from '../../report/human/recap.ts';
import { planHeadText } from '../../report/human/saved-plan.ts';
import { jsonLines } from '../../report/json-lines.ts';
import { batchSizes } from '../../run/batches.ts';
import type { HostReport } from '../../run/host-report.ts';
import { applySaved } from '../../run/saved-plan/apply-saved.ts';
import { readPlan } from '../../run/saved-plan/read.ts';
import { planView, shortHash } from '../../run/saved-plan/saved-plan.ts';
import { stopwatch } from '../../run/stopwatch.ts';
import { asPlaysReach, confirmedAsPlaysSay, reachedAsPlaysSay } from '../as-plays-say.ts';
import { consentOf } from '../consent.ts';
import { EXIT } from '../exit.ts';
import { finishRun } from '../finish-run.ts';
import type { FleetOptions } from '../fleet-options.ts';
import { beginJournal, keepsNone } from '../journal-listener.ts';
import { besidePlaybook, loadInventory } from '../load-inventory.ts';
import { namedHosts } from '../named-hosts.ts';
import { openFleet } from '../open-fleet.ts';
import { signerOf } from '../plan-signature.ts';
import { readText } from '../read-text.ts';
import { tellEnds } from '../tell-ends.ts';
import { pageFor } from '../terminal.ts';
import { whoAmI } from '../who-am-i.ts';
import { writeOut } from '../write-out.ts';

/** `apply`'s own options. */
export interface ApplyCommandOptions extends FleetOptions {
  readonly check?: boolean;
  readonly diff?: boolean;
  readonly yes?: boolean;
  readonly step?: boolean;
  /** The hash that somebody approved, or its beginning. */
  readonly approve?: string;
  /** A file of allowed signers, one of whom must have signed the plan. */
  readonly signedBy?: string;
  readonly confirmWithin?: number;
}

/** `suture apply FILE`: applies a saved plan's changes and no others, on hosts on which all that it rests on still holds. */
export async function apply(file: string, options: ApplyCommandOptions): Promise<number> {
  const elapsed = stopwatch();
  const written = readText(file, 'plan');
  const signer = options.signedBy === undefined ? null : signerOf(written, file, options.signedBy);
  if (signer?.ok === false) return refuse(signer.error);
  const read = readPlan(file, written);
  if (read.kind === 'edited') return refuse(read.why);
  const { plan } = read;
  const view = { ...planView(file, plan), ...(signer === null ? {} : { signedBy: signer.value }) };
  const { approve } = options;
  if (approve !== undefined && !view.hash.startsWith(approve)) {
    return refuse(`${file} holds plan ${shortHash(view.hash)}, and ${approve} was approved`);
  }
  const inventory = await loadInventory(besidePlaybook(options, plan.playbook));
  const hosts = namedHosts(
    plan.hosts.map((each) => each.plan.host),
    inventory,
    options.limit,
    `plan ${shortHash(view.hash)}`,
  );
  const [id, who, dry] = [newRunId(new Date()), whoAmI(), options.check === true];
  const page: RunPage = {
    ...pageFor(asPlaysReach(options, plan.plays)),
    diff: options.diff === true,
    again: ['apply', file],
  };
  const listeners = [
    ...(options.output === 'jsonl' ? [jsonLines('apply', writeOut)] : []),
    ...(options.step === true ? [tellEnds()] : []),
  ];
  const fleet = await openFleet(reachedAsPlaysSay(hosts, plan.plays), options, listeners);
  const started = { run: id, command: 'apply', who, playbook: plan.playbook, of: null, plan: view.hash } as const;
  const journal = dry ? null : await beginJournal(options.stateDir, started, fleet.connections);
  const shown = new Set<string>();
  const show = (planned: readonly HostReport[]): string => {
    const head = shown.size === 0 ? planHeadText(view, page) : '';
    for (const { host } of planned) shown.add(host);
    return head + planText(planned, page) + batchesText(batchSizes(plan.plays, planned), page);
  };
  const yes = options.yes === true || approve !== undefined;
  const reports = await applySaved(
    journal === null ? fleet : { ...fleet, listen: journal.before(fleet.listen) },
    plan,
    {
      run: id,
      who,
      ...confirmedAsPlaysSay(options.confirmWithin, plan.plays),
      keepEvidence: journal?.keepEvidence ?? keepsNone,
    },
    dry ? { kind: 'dry', keep: () => undefined } : consentOf({ ...options, yes }, `plan ${shortHash(view.hash)}`, show),
  );
  const report = { run: id, command: 'apply', dry, elapsedMs: elapsed(), hosts: reports, plan: view } as const;
  const text = () => show(reports.filter(({ host }) => !shown.has(host))) + recapText(report, page);
  return finishRun(report, { output: options.output, journal, signal: fleet.signal, text });
}

function refuse(why: string): number {
  process.stderr.write(`${why}\n`);
  return EXIT.refused;
}
