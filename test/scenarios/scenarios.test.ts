import { describe as inWords } from '../../src/plan/describe.ts';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { causes } from '../../src/checks/all-checks.ts';
import { diagnose } from '../../src/checks/diagnose.ts';
import type { HostFacts } from '../../src/facts/host-facts.ts';
import type { Change } from '../../src/plan/change.ts';
import { parsePlaybook } from '../../src/playbook/parse-playbook.ts';
import { planHost } from '../../src/playbook/plan-host.ts';
import { allSteps } from '../../src/steps/all-steps.ts';

/**
 * What a story expects, in the words of `check -o json`: each finding's cause and, where they are given, more of it; the
 * first finding comes first, and there are no others. `skipped` lists causes, or says `all`; left out, none is skipped.
 * `plan` is what fix-502 would do, a line a change.
 */
interface Expected {
  readonly findings: readonly ({ readonly cause: string } & Readonly<Record<string, unknown>>)[];
  readonly skipped?: readonly string[] | 'all';
  readonly plan?: readonly string[];
}

const here = new URL('./', import.meta.url);
const stories = readdirSync(here, { withFileTypes: true }).filter((entry) => entry.isDirectory());

const read = (story: string, file: string): string => readFileSync(new URL(`${story}/${file}`, here), 'utf8');

/** A record is the facts themselves, or what `suture facts` prints around them. */
function factsOf(story: string): HostFacts {
  const record = JSON.parse(read(story, 'facts.json')) as HostFacts | { readonly facts: HostFacts };
  return 'facts' in record ? record.facts : record;
}

const fix502 = parsePlaybook('fix-502.yml', readFileSync(new URL('../../playbooks/fix-502.yml', here), 'utf8'), {
  steps: allSteps,
  causes: new Set(causes().map(({ cause }) => cause)),
}).plays.flatMap(({ steps }) => steps);

function inShort(change: Change): string {
  if (change.kind === 'gate') return `gate ${change.command[0]?.split('/').at(-1) ?? ''}`;
  if (change.kind === 'service') return `${change.verb} ${change.unit}`;
  return 'path' in change ? `${change.kind} ${change.path}` : inWords(change);
}

describe('recorded hosts', () => {
  test.each(stories.map(({ name }) => name))('%s', (story) => {
    const expected = JSON.parse(read(story, 'expected.json')) as Expected;
    const facts = factsOf(story);
    const diagnosis = diagnose(facts);
    const { findings, skipped } = diagnosis;
    expect(findings.map(({ cause }) => cause)).toEqual(expected.findings.map(({ cause }) => cause));
    for (const [index, finding] of findings.entries()) expect(finding).toMatchObject(expected.findings[index] ?? {});
    // What was recorded before a check existed can't tell of it.
    const unrecorded = new Set(skipped.flatMap(({ cause, why }) => (why === 'not recorded' ? [cause] : [])));
    const asked = skipped.filter(({ cause }) => !unrecorded.has(cause));
    const every = causes().flatMap(({ cause }) => (unrecorded.has(cause) ? [] : [cause]));
    expect(asked.map(({ cause }) => cause)).toEqual(expected.skipped === 'all' ? every : (expected.skipped ?? []));
    const plan = planHost(fix502, { host: story, facts, diagnosis }, () => false);
    if (expected.plan !== undefined) expect(plan.changes.map(inShort)).toEqual(expected.plan);
  });

  test('every story is whole', () => {
    for (const { name } of stories) {
      for (const file of ['facts.json', 'expected.json']) {
        expect(existsSync(new URL(`${name}/${file}`, here)), `${name}/${file}`).toBe(true);
      }
    }
  });
});
