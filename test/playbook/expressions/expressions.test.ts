import { describe, expect, test } from 'vitest';
import { hasNothing } from '../../steps/asked.ts';
import type { Json } from '../../../src/base/json.ts';
import { unknown } from '../../../src/facts/fact.ts';
import { err, ok } from '../../../src/base/result.ts';
import { UserError } from '../../../src/base/user-error.ts';
import { causes } from '../../../src/checks/all-checks.ts';
import { diagnose } from '../../../src/checks/diagnose.ts';
import { jinja } from '../../../src/inventory/jinja.ts';
import type { HostPlan } from '../../../src/plan/plan.ts';
import type { Evaluation } from '../../../src/playbook/expressions/scope.ts';
import { parsePlaybook } from '../../../src/playbook/parse-playbook.ts';
import { planHost } from '../../../src/playbook/plan-host.ts';
import { allSteps } from '../../../src/steps/all-steps.ts';
import { type Draft, hostFacts, stopFpm, UNIT } from '../../checks/host.ts';

const known = {
  steps: allSteps,
  causes: new Set(causes().map(({ cause }) => cause)),
};

const evaluation = (
  vars: Readonly<Record<string, Json>> = {},
  extra: Readonly<Record<string, Json>> = {},
): Evaluation => ({
  render: jinja({}),
  hostVars: {
    names: () => Object.keys({ ...vars, ...extra }),
    overrides: (name) => name in extra,
    valueOf: (name) => (name === 'sealed' ? err('is secret') : ok(extra[name] ?? vars[name] ?? null)),
  },
});

/** Plans a play, given as its YAML below `steps:` and above. */
function planned(
  play: string,
  { vars = {}, host = () => undefined }: { vars?: Readonly<Record<string, Json>>; host?: (draft: Draft) => void } = {},
): HostPlan {
  const { plays } = parsePlaybook('p.yml', play, known);
  const facts = hostFacts(host);
  const steps = plays.flatMap((each) => each.steps);
  return planHost(steps, { host: 'web01', facts, diagnosis: diagnose(facts) }, () => true, evaluation(vars));
}

const restart = (keys: string, unit = UNIT): string =>
  `- hosts: all\n  vars: { unit: "${UNIT}", twice: "{{ unit }}" }\n  steps:\n  - service: { unit: "${unit}", state: restarted }\n${keys}`;
const restarts = (plan: HostPlan): number => plan.changes.filter(({ kind }) => kind === 'service').length;

describe('a step is planned only where its condition holds', () => {
  test.each<[string, boolean]>([
    ['facts.os.id == "debian"', true],
    ['facts.os.id == "fedora"', false],
    ['facts.pools | length == 1 and facts.pools[0].name == "www"', true],
    ['facts.nginx is not none and facts.nginx.active', true],
    ['role is defined and role == "db"', false],
    ['role | default("web") == "web"', true],
    ['limit > 5', true],
    ['"web" in inventory_name', true],
    ['vars.limit == 6', true],
    ['[facts.os.id == "debian", false]', false],
    ['true', true],
    ['no', false],
  ])('%s', (condition, holds) => {
    const vars = { limit: 6, inventory_name: 'web01' };
    const plan = planned(restart(`    when: ${condition.startsWith('[') ? condition : JSON.stringify(condition)}`), {
      vars,
    });
    if (condition === 'no') expect(plan.stopped?.why).toContain('`no` is not defined');
    else expect([plan.stopped, restarts(plan)]).toEqual([undefined, holds ? 1 : 0]);
  });
});

describe('what stands in tags is evaluated', () => {
  test.each([
    ['{{ word }}\n', 'a word\n'],
    ['{{ word }}', 'a word'],
    ['one {{ word }}\ntwo\n', 'one a word\ntwo\n'],
    ['{{ word }}\n\n', 'a word\n\n'],
    ['{{ word }} {{ word }}\n\n', 'a word a word\n\n'],
  ])('with the newline at its end: %j', (content, after) => {
    const text = `- hosts: all\n  steps:\n    - copy: { dest: /etc/x, content: ${JSON.stringify(content)} }\n`;
    const plan = planned(text, { vars: { word: 'a word' }, host: (host) => hasNothing(host, '/etc/x') });
    expect(plan.changes).toMatchObject([{ kind: 'create-file', after }]);
  });

  test.each(['{{ unit }}', '{{ twice }}', 'php{{ unit[3:6] }}-fpm.service', '{{ facts.pools[0].unit }}'])(
    '%s',
    (unit) => {
      expect(planned(restart('', unit))).toMatchObject({ changes: [{}, { kind: 'service', unit: UNIT }] });
    },
  );

  test('once for each item of a loop, whose templates may name it', () => {
    const play = `- hosts: all
  steps:
  - service: { unit: "{{ item.unit }}", state: restarted }
    loop: "{{ facts.pools + [{'unit': 'nginx.service'}] }}"
    when: item.unit is not none`;
    expect(restarts(planned(play))).toBe(2);
  });

  test('with the finding that the step answers', () => {
    const play = `- hosts: all
  steps:
  - cause: fpm-stopped
    service: { unit: "{{ finding.with.unit }}", state: started }
    when: finding.severity == "critical"`;
    expect(restarts(planned(play, { host: stopFpm }))).toBe(1);
  });
});

test('what a var or a host says is data: a template in it is not evaluated', () => {
  const plan = planned(restart('', '{{ evil }}'), { vars: { evil: '{{ 7 * 7 }}.service' } });
  expect(plan.refused).toMatchObject([{ why: 'systemd knows no unit {{ 7 * 7 }}.service' }]);
});

test("an extra var wins over the play's and the step's own of its name, but not over what a loop has come to", () => {
  const { plays } = parsePlaybook(
    'p.yml',
    restart(`    vars: { wanted: false }\n    when: wanted\n    loop: [1]`),
    known,
  );
  const own = { host: 'web01', facts: hostFacts(), diagnosis: { findings: [], skipped: [], unjudged: [] } };
  const steps = plays.flatMap((each) => each.steps);
  expect(restarts(planHost(steps, own, () => true, evaluation()))).toBe(0);
  expect(restarts(planHost(steps, own, () => true, evaluation({}, { wanted: true, item: 2 })))).toBe(1);
});

describe('what has no value stops the host, at its place, with nothing planned', () => {
  test.each<[string, string]>([
    ['limt > 5', 'p.yml:5:11: `limt` is not defined; did you mean `limit`?'],
    ['limit > 5 and roles.first == 1', 'p.yml:5:25: `roles` is not defined'],
    ['tree.lef == 1', 'p.yml:5:11: `tree.lef` is not defined; did you mean `leaf`?'],
    ['limit', 'p.yml:5:11: `limit` is neither true nor false; compare it: `… > 0`, `… != ""`, `… is not none`'],
    ['limit // 0 == 1', "p.yml:5:11: this can't be evaluated: invalid operation: unable to calculate 6 // 0"],
    ['sealed == 1', 'p.yml:5:11: `sealed` of the inventory is secret'],
    ['circle == 1', 'p.yml:2:45: `circle` needs itself: circle → round → circle'],
    ['("x" * 70000) == "" or ("x" * 70000)', 'p.yml:5:11: this makes more than 65536 characters'],
  ])('%s', (condition, why) => {
    const vars = { limit: 6, tree: { leaf: 1 }, sealed: '' };
    const play = restart(`    when: ${JSON.stringify(condition).slice(1, -1).replaceAll('\\"', '"')}`).replace(
      'vars: {',
      'vars: { circle: "{{ round }}", round: "{{ circle }}",',
    );
    expect(planned(play, { vars })).toMatchObject({
      changes: [],
      stopped: { reason: 'expression', why: expect.stringContaining(why) as string },
    });
  });

  test('a loop without an end runs out of fuel', () => {
    const endless = '{% for a in range(90000) %}{% for b in range(90000) %}{{ b }}{% endfor %}{% endfor %}';
    expect(planned(restart('', endless)).stopped?.why).toContain('ran out of fuel');
  });

  test('a fact that the host did not tell says why', () => {
    const { plays } = parsePlaybook('p.yml', restart('    when: facts.nginx.active'), known);
    const facts = { ...hostFacts(), nginx: unknown('nobody may read it') };
    const diagnosed = { host: 'web01', facts, diagnosis: { findings: [], skipped: [], unjudged: [] } };
    const { stopped } = planHost(plays[0]?.steps ?? [], diagnosed, () => true, evaluation());
    expect(stopped?.why).toBe("p.yml:5:11: `facts.nginx` isn't known of this host: nobody may read it");
  });
});

describe('what is wrong whatever the host is said when the playbook is read', () => {
  test.each<[string, string]>([
    ['    when: facts.ngix.active', 'p.yml:5:11: `facts.ngix` is not defined\n  hint: did you mean `nginx`?'],
    [
      '    when: fact.x == 1 and facts.os.nam',
      'p.yml:5:27: `facts.os.nam` is not defined\n  hint: did you mean `name`?',
    ],
    ['    when: finding.subject', 'p.yml:5:11: `finding` is known only in a step that has a `cause`'],
    ['    when: item == 1', 'p.yml:5:11: `item` is known only in a step that has a `loop`'],
    ['    when: "{{ x }}"', 'p.yml:5:11: `when` is an expression already\n  hint: write it without `{{` and `}}`'],
    ['    loop: one', 'p.yml:5:11: `loop` must be a list, not text\n  hint: write `loop: [one, two]`'],
    ['    vars: { facts: 1 }', 'p.yml:5:13: `facts` has a meaning of its own\n  hint: choose another name'],
    ['    vars: [a]', 'p.yml:5:11: vars must be a mapping, not a list\n  hint: write `name: value`, one a line'],
    [
      '    notify: Reload',
      'p.yml:5:13: this play has no handler `Reload`\n  hint: write it below `handlers:` of this play, with this `name`',
    ],
    ['    wen: x', 'p.yml:5:5: there is no step `wen`\n  hint: did you mean `when`?'],
  ])('%s', (line, said) => {
    let heard = '';
    try {
      planned(restart(line));
    } catch (error) {
      heard = error instanceof UserError ? error.message : String(error);
    }
    expect(heard).toBe(said);
  });
});
