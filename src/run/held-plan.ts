import type { Json } from '../base/json.ts';
import { type Finding, findingKey } from '../checks/finding.ts';
import { shownCommand } from '../formats/shell-quote.ts';
import type { HostPlan } from '../plan/plan.ts';
import { quoted } from '../formats/quoted.ts';
import type { Difference } from './host-report.ts';
import type { Look } from './look.ts';

/** A host's plan that waits, for an answer or in a file, with the findings that it answers as they were when it was made. */
export interface HeldPlan {
  /** What the host called itself; null where it didn't say. */
  readonly hostname: string | null;
  readonly plan: HostPlan;
  /** Cleaned, as people saw them. */
  readonly findings: readonly Finding[];
}

/** Keeps a plan, and of what was seen what it rests on. */
export const holdPlan = (plan: HostPlan, { facts, view }: Look): HeldPlan => ({
  hostname: hostnameOf(facts),
  plan,
  findings: view.findings.filter((finding) => plan.answered.includes(findingKey(finding))),
});

/**
 * What a held plan rests on and a new look doesn't show any more: it must be the same machine, each finding that the plan
 * answers still be there, still be a root cause and still have the same remedy, each test still be a program's own. Its targets are compared on
 * the host.
 */
export const whyStale = (
  { hostname, plan, findings }: HeldPlan,
  { facts, view }: Pick<Look, 'facts' | 'view'>,
): readonly Difference[] => [
  ...otherMachine(hostname, hostnameOf(facts)),
  ...findings.flatMap((then) => staleFinding(then, view.findings)),
  ...staleTests(plan, testsOf(facts)),
];

const hostnameOf = ({ identity }: Look['facts']): string | null =>
  identity.state === 'known' ? identity.value.hostname : null;

/** The name in the inventory may lead to another machine by now. */
const otherMachine = (then: string | null, now: string | null): readonly Difference[] =>
  then === now ? [] : [{ what: 'hostname', expected: then ?? 'unknown', found: now ?? 'unknown' }];

function staleFinding(then: Finding, now: readonly Finding[]): readonly Difference[] {
  const key = findingKey(then);
  const still = now.find((finding) => findingKey(finding) === key);
  const what = `finding ${key}`;
  if (still === undefined) return [{ what, expected: quoted(then.message), found: 'it is gone' }];
  if (still.because.length > 0) {
    return [{ what, expected: quoted(then.message), found: `only a symptom of ${still.because.join(', ')}` }];
  }
  if (then.remedy?.step === still.remedy?.step && stillHolds(then.remedy?.with ?? null, still.remedy?.with ?? null)) {
    return [];
  }
  return [{ what: `remedy of ${key}`, expected: showRemedy(then), found: showRemedy(still) }];
}

/** Measured amounts (how many workers memory has room for) never come out the same twice: a fifth less still holds. */
const STILL_ENOUGH = 0.8;

/** Whether what a remedy was told then is what it would be told now. */
function stillHolds(then: Json, now: Json): boolean {
  if (isAmount(then) && isAmount(now)) return Number(now) >= STILL_ENOUGH * Number(then);
  if (typeof then !== 'object' || typeof now !== 'object' || then === null || now === null) return then === now;
  const [before, after] = [new Map(Object.entries(then)), new Map(Object.entries(now))];
  return before.size === after.size && [...before].every(([key, value]) => stillHolds(value, after.get(key) ?? null));
}

const isAmount = (value: Json): boolean =>
  typeof value === 'number' || /^\d+$/.test(typeof value === 'string' ? value : '');

const showRemedy = ({ remedy, whyNoRemedy }: Finding): string => quoted(remedy?.summary ?? `none: ${whyNoRemedy}`);

/** Whoever wrote the plan's file doesn't choose what is run as root: only what the host's own programs are tested by. */
function staleTests(plan: HostPlan, tests: readonly string[]): readonly Difference[] {
  return plan.changes.flatMap((change) => {
    if (change.kind !== 'gate') return [];
    const command = shownCommand(change.command);
    if (tests.includes(JSON.stringify(change.command))) return [];
    return [{ what: `test ${change.id}`, expected: command, found: 'no program of this host is tested so' }];
  });
}

function testsOf({ nginx, fpm }: Look['facts']): readonly string[] {
  const programs = [...(nginx.state === 'known' ? [nginx.value] : []), ...(fpm.state === 'known' ? fpm.value : [])];
  return programs.map(({ testCommand }) => JSON.stringify(testCommand));
}
