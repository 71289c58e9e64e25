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
  const later = fault.next === undefined ? {} : { later: 1 + upTo(scenario.commands) };
  return { seed, fault, scenario, moment: { at, number, side, ...later } };
}

/** A round for every command of a scenario's transaction, and for every side of every line of its journal. */
export function everyRound(name, on) {
  const fault = faults.find((each) => each.name === name);
  const scenario = scenarios.find((each) => each.name === on);
  const moments = fault.moments ?? ['command', 'journal'];
  const upTo = (count) => Array.from({ length: count }, (_, index) => index + 1);
  return [
    ...(moments.includes('command') ? upTo(scenario.commands).map((number) => ({ at: 'command', number })) : []),
    ...(moments.includes('journal') ? upTo(scenario.lines) : []).flatMap((number) =>
      (fault.sides ?? ['before', 'after']).map((side) => ({ at: 'journal', number, side })),
    ),
  ].map((moment, index) => ({ seed: index + 1, fault, scenario, moment }));
}
