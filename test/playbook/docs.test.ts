import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { allSteps } from '../../src/steps/all-steps.ts';

const page = readFileSync(new URL('../../docs/playbooks.md', import.meta.url), 'utf8');
const rowOf = (step: string): string =>
  page.split('\n').find((line) => line.startsWith('|') && line.split('|')[1]?.includes(`\`${step}\``) === true) ?? '';

const documented = [...allSteps.values()].filter(({ arguments: known }) => Object.keys(known).length > 0);

test.each(documented.map((step) => [step.name, step] as const))(
  'docs/playbooks.md has a row for %s with each of its arguments, and the words of each',
  (_, { name, arguments: known }) => {
    const words = Object.values(known).flatMap((argument) => (argument.takes === 'word' ? argument.words : []));
    expect(
      [...Object.keys(known).map((each) => `\`${each}\``), ...words].filter((word) => !rowOf(name).includes(word)),
    ).toEqual([]);
  },
);
