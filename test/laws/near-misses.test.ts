import { describe, expect, test } from 'vitest';
import { causes } from '../../src/checks/all-checks.ts';
import { diagnose } from '../../src/checks/diagnose.ts';
import { hostFacts } from '../checks/host.ts';
import { faultOf } from './faults.ts';
import { draftOf, nearMisses } from './near-misses.ts';

describe.each(nearMisses)('where $name', ({ resemble }) => {
  test.each(causes().map(({ cause }) => cause))('%s is not said, nor anything else', (cause) => {
    const faulty = draftOf(faultOf(cause).fault);
    const facts = hostFacts((host) => resemble(host, faulty));
    expect(diagnose(facts)).toEqual({ findings: [], skipped: [], unjudged: [] });
  });
});
