import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { allChecks, causes } from '../../src/checks/all-checks.ts';
import { diagnose } from '../../src/checks/diagnose.ts';
import { findingKey } from '../../src/checks/finding.ts';
import type { HostFacts } from '../../src/facts/host-facts.ts';
import { allSteps } from '../../src/steps/all-steps.ts';
import { hostFacts } from '../checks/host.ts';
import { faultOf } from './faults.ts';

describe.each(causes().map(({ cause }) => cause))('%s', (cause) => {
  test('is the first finding on a host that has it, at its level', () => {
    const [first] = diagnose(hostFacts(faultOf(cause).fault)).findings;
    expect(first?.cause).toBe(cause);
    expect(causes().find((each) => each.cause === cause)?.level).toBe(faultOf(cause).level);
    if (first?.remedy) expect(first.remedy.level).toBe(faultOf(cause).level);
  });

  test('is silent on a healthy host, and was asked', () => {
    expect(diagnose(hostFacts())).toEqual({ findings: [], skipped: [], unjudged: [] });
  });

  const faulty = hostFacts(faultOf(cause).fault);
  test.each(Object.keys(faulty) as (keyof HostFacts)[])('is found or skipped, never silent, without %s', (name) => {
    const why = `${name} could not be asked`;
    const { findings, skipped } = diagnose({ ...faulty, [name]: { state: 'unknown', why } });
    const told = findings.some((finding) => finding.cause === cause);
    const reason = skipped.find((each) => each.cause === cause)?.why;
    expect(told || reason?.includes(why), `${cause} without ${name}`).toBe(true);
  });

  test('says everything a person needs, and the remedy is a step that exists', () => {
    for (const finding of diagnose(faulty).findings) {
      expect(finding.message).not.toBe('');
      expect(finding.message).not.toMatch(/undefined|\[object|NaN/);
      expect(finding.evidence.length).toBeGreaterThan(0);
      expect(finding.remedy === null).toBe(finding.whyNoRemedy !== '');
      if (finding.remedy !== null) expect(allSteps.has(finding.remedy.step)).toBe(true);
    }
  });

  test('names each finding once', () => {
    const keys = diagnose(faulty).findings.map(findingKey);
    expect(new Set(keys).size).toBe(keys.length);
  });

  test('is plain data that survives JSON', () => {
    const diagnosis = diagnose(faulty);
    expect(JSON.parse(JSON.stringify(diagnosis))).toEqual(diagnosis);
    expect(diagnose(JSON.parse(JSON.stringify(faulty)) as HostFacts)).toEqual(diagnosis);
  });

  test('has a table of its own, with what fires it and what comes near', () => {
    const table = readFileSync(new URL(`../checks/${cause}.test.ts`, import.meta.url), 'utf8');
    expect(table).toContain("'is silent when %s'");
  });

  test('has a page, with the headings that all pages have', () => {
    const page = new URL(`../../docs/causes/${cause}.md`, import.meta.url);
    expect(existsSync(page), `docs/causes/${cause}.md`).toBe(true);
    const lines = readFileSync(page, 'utf8').split('\n');
    expect(lines[0]).toBe(`# ${cause}`);
    expect(lines.filter((line) => line.startsWith('## '))).toEqual([
      '## What it means',
      '## What the logs say',
      '## How it is told from its neighbours',
      '## What Suture does',
      '## How to take it back',
      '## What it never does',
    ]);
    // What a program printed is quoted as it is; all else is read in a terminal of 80 columns.
    const prose = lines.filter((line) => !line.startsWith('    '));
    expect(prose.filter((line) => line.length > 80)).toEqual([]);
  });
});

test('every cause is named by one check, and every page is a cause’s', () => {
  const named = allChecks.map(({ cause }) => cause);
  expect(new Set(named).size).toBe(named.length);
  const pages = readdirSync(new URL('../../docs/causes/', import.meta.url)).map((name) => name.replace(/\.md$/, ''));
  expect(pages.toSorted()).toEqual(named.toSorted());
});
