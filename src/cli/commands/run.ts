import about from '../../../package.json' with { type: 'json' };
import { newRunId } from '../../apply/journal/run-id.ts';
import { UserError } from '../../base/user-error.ts';
import { causes } from '../../checks/all-checks.ts';
import { toldIn } from '../../formats/secrets/told-secrets.ts';
import { batchesText } from '../../report/human/batches.ts';
import type { RunPage } from '../../report/human/page.ts';
import { planText } from '../../report/human/plan.ts';
import { recapText } from '../../report/human/recap.ts';
import { jsonLines } from '../../report/json-lines.ts';
import { planSavedText } from '../../report/human/saved-plan.ts';
import { batchSizes } from '../../run/batches.ts';
import type { HeldPlan } from '../../run/held-plan.ts';
import type { HostReport, SavedPlanView } from '../../run/host-report.ts';
import { stepsOfBlocks, stepsProper } from '../../playbook/blocks.ts';
import { remediate } from '../../run/remediate.ts';
import type { SavedPlan } from '../../run/saved-plan/saved-plan.ts';
import { stopwatch } from '../../run/stopwatch.ts';
import { asPlaysReach, confirmedAsPlaysSay, reachedAsPlaysSay } from '../as-plays-say.ts';
import { consentOf } from '../consent.ts';
import type { FleetOptions } from '../fleet-options.ts';
import { finishRun } from '../finish-run.ts';
import { beginJournal, keepsNone } from '../journal-listener.ts';
import { offerToSettle, tellLeftOpen } from '../left-open.ts';
import { besidePlaybook, loadInventory } from '../load-inventory.ts';
import { loadPlaybook } from '../load-playbook.ts';
import { openFleet } from '../open-fleet.ts';
import { playHosts } from '../play-hosts.ts';
import { evaluationsFor } from '../playbook-expressions.ts';
import { signatureFile } from '../plan-signature.ts';
import { readText } from '../read-text.ts';
import { assertFree, savePlan } from '../save-plan.ts';
import { rerunHosts } from '../rerun.ts';
import { tellEnds } from '../tell-ends.ts';
import { pageFor } from '../terminal.ts';
import { withTags } from '../with-tags.ts';
import { unknownCause } from '../unknown-cause.ts';
import { whoAmI } from '../who-am-i.ts';
import { writeOut } from '../write-out.ts';

/** `run`'s own options. */
export interface RunOptions extends FleetOptions {
  readonly check?: boolean;
  readonly diff?: boolean;
  readonly yes?: boolean;
  readonly step?: boolean;
  readonly rerun?: string;
  readonly approve?: readonly string[];
  readonly tags?: readonly string[];
  readonly skipTags?: readonly string[];
  readonly confirmWithin?: number;
  readonly savePlan?: string;
  /** The ssh key by which the saved plan is signed. */
  readonly sign?: string;
  readonly expiresIn: number;
}

/** `suture run PLAYBOOK`: looks, judges, plans, and with consent applies and verifies. */
export async function run(name: string, options: RunOptions): Promise<number> {
  const elapsed = stopwatch();
  const dry = options.check === true;
  await assertPlanCanBeSaved(options, dry);
  const playbook = await loadPlaybook(name);
  const inventory = await loadInventory(besidePlaybook(options, playbook.file));
  const choice = { tags: options.tags ?? [], skip: options.skipTags ?? [] };
  const { hosts, stepsFor, guarded } = playHosts(
    withTags(playbook, choice),
    inventory,
    options.limit,
    await rerunHosts(options.rerun, options.stateDir),
  );
  const evaluationFor = await evaluationsFor(hosts, stepsFor, options);
  const approved = approval(options.approve);
  await (dry ? tellLeftOpen(options) : offerToSettle(options));
  const id = newRunId(new Date());
  const who = whoAmI();
  const again = options.savePlan === undefined ? ['run', name, ...tagWords(options)] : ['apply', options.savePlan];
  const page: RunPage = { ...pageFor(asPlaysReach(options, guarded)), diff: options.diff === true, again };
  const listeners = [
    ...(options.output === 'jsonl' ? [jsonLines('run', writeOut)] : []),
    ...(options.step === true ? [tellEnds()] : []),
  ];
  const fleet = await openFleet(reachedAsPlaysSay(hosts, guarded), options, listeners);
  const told = { playbook: playbook.file, playbookText: playbook.text };
  const started = { run: id, command: 'run', who, ...told, of: null } as const;
  const journal = dry ? null : await beginJournal(options.stateDir, started, fleet.connections);
  const plans = new Map<string, HeldPlan>();
  const shown = new Set<string>();
  const show = (planned: readonly HostReport[]): string => {
    for (const { host } of planned) shown.add(host);
    return planText(planned, page) + batchesText(batchSizes(guarded, planned), page);
  };
  const reports = await remediate(
    journal === null ? fleet : { ...fleet, listen: journal.before(fleet.listen) },
    {
      kind: 'playbook',
      run: id,
      who,
      stepsFor: (host) => stepsProper(stepsFor(host)),
      blocksFor: (host, blocks) => stepsOfBlocks(stepsFor(host), blocks),
      evaluationFor,
      approved,
      ...confirmedAsPlaysSay(options.confirmWithin, guarded),
      keepEvidence: journal?.keepEvidence ?? keepsNone,
    },
    dry ? { kind: 'dry', keep: (held) => void plans.set(held.plan.host, held) } : consentOf(options, 'this', show),
    guarded,
  );
  // In the inventory's order, whichever was planned first.
  const kept = hosts.flatMap(({ name }) => plans.get(name) ?? []);
  if (
    options.savePlan !== undefined &&
    hosts.some(({ name }) => stepsFor(name).some(({ block }) => block !== undefined))
  )
    process.stderr.write('suture: on_failure and always are no part of a saved plan\n');
  const saved = await savedPlan(options, { run: id, by: who, playbook: playbook.file, plays: guarded }, kept);
  const report = {
    run: id,
    command: 'run',
    dry,
    elapsedMs: elapsed(),
    hosts: reports,
    ...(saved && { plan: saved }),
  } as const;
  // Whoever was asked has seen plans already.
  const text = () =>
    planText(
      reports.filter(({ host }) => !shown.has(host)),
      page,
    ) +
    (dry ? batchesText(batchSizes(guarded, reports), page) : '') +
    (saved ? planSavedText(saved, page) : '') +
    recapText(report, page);
  return finishRun(report, { output: options.output, journal, signal: fleet.signal, text });
}

const tagWords = ({ tags = [], skipTags = [] }: RunOptions): readonly string[] => [
  ...tags.flatMap((tag) => ['--tags', tag]),
  ...skipTags.flatMap((tag) => ['--skip-tags', tag]),
];

async function assertPlanCanBeSaved({ savePlan: file, sign }: RunOptions, dry: boolean): Promise<void> {
  if (file === undefined) {
    if (sign === undefined) return;
    throw new UserError([{ code: 'nothing-to-sign', message: '--sign goes with --save-plan' }]);
  }
  if (sign !== undefined) readText(sign, 'key');
  if (dry) return assertFree(sign === undefined ? [file] : [file, signatureFile(file)]);
  const hint = 'suture run PLAYBOOK --check --save-plan FILE, then suture apply FILE';
  throw new UserError([{ code: 'not-a-dry-run', message: '--save-plan goes with --check', hint }]);
}

/** Keeps what would be done in a file, where that was asked for; null where there is nothing to do. */
async function savedPlan(
  { savePlan: file, expiresIn, sign }: RunOptions,
  made: Pick<SavedPlan, 'run' | 'by' | 'playbook' | 'plays'>,
  plans: readonly HeldPlan[],
): Promise<SavedPlanView | null> {
  if (file === undefined) return null;
  if (plans.length === 0) {
    process.stderr.write(`suture: nothing would be changed, so no plan was written to ${file}\n`);
    return null;
  }
  const now = Date.now();
  const times = { madeAt: new Date(now).toISOString(), expiresAt: new Date(now + expiresIn * 1000).toISOString() };
  const secrets = toldIn(JSON.stringify(plans));
  const known = secrets.length === 0 ? {} : { secrets };
  return savePlan(file, { ...made, ...times, version: about.version, ...known, hosts: plans }, sign);
}

/** Which causes are approved beforehand; one that doesn't exist is a mistake, not an approval of nothing. */
function approval(approved: readonly string[] = []): (cause: string) => boolean {
  const known = causes().map(({ cause }) => cause);
  const unknown = approved.filter((cause) => cause !== 'all' && !known.includes(cause));
  if (unknown.length > 0) throw new UserError(unknown.map((cause) => unknownCause(cause, known)));
  return (cause) => approved.includes('all') || approved.includes(cause);
}
