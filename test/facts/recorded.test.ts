import { expect, test } from 'vitest';
import { known } from '../../src/facts/fact.ts';
import { recorded } from '../../src/facts/recorded.ts';
import { hostFacts } from '../checks/host.ts';

test('a whole record is taken as it is', () => {
  const facts = hostFacts();
  expect(recorded(facts)).toBe(facts);
});

test('what an old record lacks is unknown, and what it has stays', () => {
  const facts = recorded({ memory: known({ totalKb: 1, availableKb: 1 }) });
  expect(facts.memory).toEqual(known({ totalKb: 1, availableKb: 1 }));
  expect(facts.packaging).toEqual({ state: 'unknown', why: 'not recorded' });
  expect(Object.keys(facts).toSorted()).toEqual(Object.keys(hostFacts()).toSorted());
});
