import { describe, expect, test } from 'vitest';
import { causes } from '../../src/checks/all-checks.ts';
import { diagnose } from '../../src/checks/diagnose.ts';
import type { HostFacts } from '../../src/facts/host-facts.ts';
import { hostFacts, NOW } from '../checks/host.ts';
import { faultOf } from './faults.ts';
import { draftOf, nearMisses } from './near-misses.ts';

const tellsLines = ({ logLines }: HostFacts): boolean =>
  logLines.state === 'known' && logLines.value.some(({ at }) => at >= NOW - 900);

describe.each(nearMisses)('where $name', ({ resemble }) => {
  test.each(causes().map(({ cause }) => cause))('%s is not said, nor anything else', (cause) => {
    const faulty = draftOf(faultOf(cause).fault);
    const facts = hostFacts((host) => resemble(host, faulty));
    const { findings, ...rest } = diagnose(facts);
    // Lines that nobody else explains are told as such.
    const others = findings.filter((finding) => finding.cause !== 'unexplained-errors' || !tellsLines(facts));
    expect({ findings: others, ...rest }).toEqual({ findings: [], skipped: [], unjudged: [] });
  });
});
