import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { diagnose } from '../../src/checks/diagnose.ts';
import type { HostFacts } from '../../src/facts/host-facts.ts';

/**
 * What a story expects, in the words of `check -o json`: each finding's cause and, where they are given, more of it; the
 * first finding comes first, and there are no others. `skipped` lists causes; left out, none is skipped.
 */
interface Expected {
  readonly findings: readonly ({ readonly cause: string } & Readonly<Record<string, unknown>>)[];
  readonly skipped?: readonly string[];
}

const here = new URL('./', import.meta.url);
const stories = readdirSync(here, { withFileTypes: true }).filter((entry) => entry.isDirectory());

const read = (story: string, file: string): unknown =>
  JSON.parse(readFileSync(new URL(`${story}/${file}`, here), 'utf8')) as unknown;

/** A record is the facts themselves, or what `suture facts` prints around them. */
const factsOf = (record: unknown): HostFacts => (record as { facts?: HostFacts }).facts ?? (record as HostFacts);

describe('recorded hosts', () => {
  test.each(stories.map(({ name }) => name))('%s', (story) => {
    const expected = read(story, 'expected.json') as Expected;
    const { findings, skipped } = diagnose(factsOf(read(story, 'facts.json')));
    expect(findings.map(({ cause }) => cause)).toEqual(expected.findings.map(({ cause }) => cause));
    for (const [index, finding] of findings.entries()) expect(finding).toMatchObject(expected.findings[index] ?? {});
    expect(skipped.map(({ cause }) => cause)).toEqual(expected.skipped ?? []);
  });

  test('every story is whole', () => {
    for (const { name } of stories) {
      for (const file of ['facts.json', 'expected.json']) {
        expect(existsSync(new URL(`${name}/${file}`, here)), `${name}/${file}`).toBe(true);
      }
    }
  });
});
