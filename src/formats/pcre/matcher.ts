import type { PatternNode } from './node.ts';

/** Whether a text holds what a pattern matches. */
export type Matcher = (text: string) => boolean;

type Step =
  | { readonly do: 'char'; readonly has: (char: string) => boolean }
  | { readonly do: 'fork'; readonly to: readonly number[] }
  | { readonly do: 'start' | 'end' | 'accept' }
  | { readonly do: 'ahead'; readonly steps: readonly Step[]; readonly wanted: boolean };

/** More steps than any real pattern has. */
const MOST_STEPS = 5000;

/** A matcher that takes time in proportion to the text, whatever the pattern; null for a pattern that grows too large. */
export function matcherOf(node: PatternNode): Matcher | null {
  const steps = compiled(node);
  return steps === null ? null : (text) => holds(steps, text, 0, false);
}

function compiled(node: PatternNode): Step[] | null {
  const steps: Step[] = [];
  return append(node, steps) ? [...steps, { do: 'accept' }] : null;
}

/** Appends what a node does; false where there is no room. Each step goes on to the next but for a fork. */
function append(node: PatternNode, steps: Step[]): boolean {
  if (steps.length > MOST_STEPS) return false;
  switch (node.kind) {
    case 'char':
      steps.push({ do: 'char', has: node.has });
      return true;
    case 'start':
    case 'end':
      steps.push({ do: node.kind });
      return true;
    case 'sequence':
      return node.parts.every((part) => append(part, steps));
    case 'choice':
      return appendChoice(node.ways, steps);
    case 'ahead': {
      const inner = compiled(node.part);
      if (inner !== null) steps.push({ do: 'ahead', steps: inner, wanted: node.wanted });
      return inner !== null;
    }
    case 'repeat':
      return appendRepeat(node, steps);
  }
}

function appendChoice(ways: readonly PatternNode[], steps: Step[]): boolean {
  const fork = steps.push({ do: 'fork', to: [] }) - 1;
  const starts: number[] = [];
  const ends: number[] = [];
  for (const way of ways) {
    starts.push(steps.length);
    if (!append(way, steps)) return false;
    ends.push(steps.push({ do: 'fork', to: [] }) - 1);
  }
  steps[fork] = { do: 'fork', to: starts };
  for (const end of ends) steps[end] = { do: 'fork', to: [steps.length] };
  return true;
}

function appendRepeat({ part, least, most }: Extract<PatternNode, { kind: 'repeat' }>, steps: Step[]): boolean {
  for (let time = 0; time < least; time += 1) if (!append(part, steps)) return false;
  const optional = most === null ? 1 : most - least;
  const forks: number[] = [];
  for (let time = 0; time < optional; time += 1) {
    forks.push(steps.push({ do: 'fork', to: [] }) - 1);
    if (!append(part, steps)) return false;
  }
  const [first] = forks;
  if (most === null && first !== undefined) steps.push({ do: 'fork', to: [first] });
  for (const fork of forks) steps[fork] = { do: 'fork', to: [fork + 1, steps.length] };
  return true;
}

/** Runs all ways through the steps side by side, so that none is ever gone twice for one char. */
function holds(steps: readonly Step[], text: string, from: number, anchored: boolean): boolean {
  let states = new Set<number>();
  for (let at = from; at <= text.length; at += 1) {
    if (at === from || !anchored) states.add(0);
    if (spread(states, steps, text, at)) return true;
    const char = text[at] ?? '';
    const next = new Set<number>();
    for (const state of states) {
      const step = steps[state];
      if (char !== '' && step?.do === 'char' && step.has(char)) next.add(state + 1);
    }
    states = next;
    if (anchored && states.size === 0) return false;
  }
  return false;
}

/** Adds every state that is reached without taking a char; true where one accepts. */
function spread(states: Set<number>, steps: readonly Step[], text: string, at: number): boolean {
  // A set hands out what is added to it while it is gone through.
  for (const state of states) {
    const step = steps[state];
    switch (step?.do) {
      case 'accept':
        return true;
      case 'fork':
        for (const to of step.to) states.add(to);
        break;
      case 'start':
        if (at === 0) states.add(state + 1);
        break;
      case 'end':
        if (at === text.length || (at === text.length - 1 && text[at] === '\n')) states.add(state + 1);
        break;
      case 'ahead':
        if (holds(step.steps, text, at, true) === step.wanted) states.add(state + 1);
        break;
      case 'char':
      case undefined:
        break;
    }
  }
  return false;
}
