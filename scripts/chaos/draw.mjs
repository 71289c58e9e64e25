import { faults } from './faults.mjs';
import { scenarios } from './scenarios.mjs';
import { seeded } from './seeded.mjs';

/** The round of a seed: the same today and tomorrow. A fault that is asked for by name is the same round as one drawn. */
export function roundOf(seed, only) {
  const { pick, upTo } = seeded(seed);
  const fault = pick(faults.filter(({ name }) => only === undefined || name === only));
  const scenario = pick(scenarios.filter((each) => fault.suits?.(each) ?? true));
  const at = pick(fault.moments ?? ['command', 'journal']);
  const number = 1 + upTo(at === 'journal' ? scenario.lines : scenario.commands);
  const side = pick(fault.sides ?? ['before', 'after']);
  return { seed, fault, scenario, moment: { at, number, side } };
}
