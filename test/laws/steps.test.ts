import { describe, expect, test } from 'vitest';
import { causes } from '../../src/checks/all-checks.ts';
import { diagnose } from '../../src/checks/diagnose.ts';
import { findingKey } from '../../src/checks/finding.ts';
import { known } from '../../src/facts/fact.ts';
import type { ConfigFile } from '../../src/facts/file.ts';
import type { HostFacts } from '../../src/facts/host-facts.ts';
import type { HostPlan } from '../../src/plan/plan.ts';
import { planHost } from '../../src/playbook/plan-host.ts';
import { allSteps } from '../../src/steps/all-steps.ts';
import { hostFacts } from '../checks/host.ts';
import { fix502 } from '../playbook/play.ts';
import { faultOf } from './faults.ts';

const planned = (facts: HostFacts): HostPlan =>
  planHost(fix502(), { host: 'web01', facts, diagnosis: diagnose(facts) }, () => true);

/** The same host once the planned texts stand in its files. */
function written(facts: HostFacts, { changes }: HostPlan): HostFacts {
  const rewrite = (file: ConfigFile): ConfigFile => {
    const edit = changes.find((change) => change.kind === 'write-file' && change.path === file.realPath);
    return edit?.kind === 'write-file' ? { ...file, text: edit.after } : file;
  };
  if (facts.nginx.state !== 'known' || facts.fpm.state !== 'known') throw new Error('nginx and PHP-FPM must be known');
  return {
    ...facts,
    nginx: known({ ...facts.nginx.value, files: facts.nginx.value.files.map(rewrite) }),
    fpm: known(facts.fpm.value.map((program) => ({ ...program, files: program.files.map(rewrite) }))),
  };
}

describe.each(causes().map(({ cause }) => cause))('%s', (cause) => {
  const facts = hostFacts(faultOf(cause).fault);
  const [root] = diagnose(facts).findings;
  const plan = planned(facts);

  test('is answered by the play that comes with Suture, or it says why not', () => {
    if (root === undefined) throw new Error('the fault is not found');
    if (root.remedy === null) {
      expect(plan.changes).toEqual([]);
      expect(plan.answered).toEqual([]);
    } else {
      expect(plan.answered).toEqual([findingKey(root)]);
      expect(plan.refused).toEqual([]);
      expect(plan.changes.some(({ kind }) => kind !== 'gate')).toBe(true);
    }
  });

  test('is planned the same, however often it is asked', () => {
    expect(planned(facts)).toEqual(plan);
    expect(planned(JSON.parse(JSON.stringify(facts)) as HostFacts)).toEqual(plan);
  });

  test('is left alone by its step once the planned texts stand in the files', () => {
    const repaired = written(facts, plan);
    for (const write of plan.changes.filter(({ kind }) => kind === 'write-file')) {
      const step = allSteps.get(write.step);
      const finding = diagnose(facts).findings.find((each) => findingKey(each) === write.finding);
      if (step === undefined || !finding?.remedy) throw new Error('a change without its finding');
      const again = step.plan({ world: { facts: repaired, planned: [] }, finding, with: finding.remedy.with });
      expect(again.kind).toBe('unchanged');
    }
  });

  test('is not planned as an edit a second time', () => {
    expect(planned(written(facts, plan)).changes.filter(({ kind }) => kind === 'write-file')).toEqual([]);
  });

  test('has changes that expect what the facts say, and a test before anything that reads a new file', () => {
    const edits = plan.changes.findIndex(({ kind }) => kind === 'write-file');
    const gates = plan.changes.findIndex(({ kind }) => kind === 'gate');
    const services = plan.changes.findIndex(({ kind }) => kind === 'service');
    if (edits >= 0) expect(gates).toBeGreaterThan(edits);
    if (services >= 0 && gates >= 0) expect(services).toBeGreaterThan(gates);
    for (const change of plan.changes) {
      if (change.kind === 'write-file') expect(change.expect.sha256).toBe('0'.repeat(64));
      if (change.kind === 'remove-socket') expect(change.expect.inode).toBe(4711);
    }
  });
});
