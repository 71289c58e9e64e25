import type { Mistake } from '../base/user-error.ts';
import type { Render } from '../inventory/reveal.ts';
import { unknownLookup } from '../inventory/unknown-lookup.ts';
import type { EngineMistakes } from '../playbook/check-expressions.ts';
import type { Expression } from '../playbook/expressions/expression.ts';

type Call = Expression['calls'][number];

/** Looks for what the engine can't read in an expression, or doesn't know: without one name of it being looked up. */
export function engineMistakes(render: Render): EngineMistakes {
  const known = new Map<string, boolean>();
  const isKnown = ({ kind, name }: Call): boolean => {
    const key = `${kind} ${name}`;
    const answer = known.get(key) ?? knows(render, kind, name);
    known.set(key, answer);
    return answer;
  };
  return ({ text, form, place, calls }) => {
    const read = render(`{% if false %}${form === 'bare' ? `{{ (${text}) }}` : text}{% endif %}`, {});
    if (!read.ok) return [{ code: 'expression', message: `this is no expression: ${read.error.message}`, place }];
    return calls.flatMap((call): readonly Mistake[] => {
      const wrong = isLookup(call) ? lookupMistake(call) : isKnown(call) ? null : unknownWord(call);
      return wrong === null ? [] : [{ code: 'expression', place: call.place, ...wrong }];
    });
  };
}

/** Asks the engine, which says so of a word that it doesn't know before it looks at what it is used on. */
function knows(render: Render, kind: Call['kind'], name: string): boolean {
  const uses = { filter: `{{ 1 | ${name} }}`, test: `{{ 1 is ${name} }}`, function: `{{ ${name}() }}` };
  const answer = render(uses[kind], {});
  return answer.ok || !answer.error.message.startsWith(`unknown ${kind}`);
}

const isLookup = ({ kind, name }: Call): boolean => kind === 'function' && ['lookup', 'query', 'q'].includes(name);

/** What is looked up by a name that is computed is known only when it is. */
function lookupMistake({ name, first }: Call): Pick<Mistake, 'message' | 'hint'> | null {
  const isKnown = name === 'lookup' && (first === null || /^(?:ansible\.builtin\.)?env$/.test(first));
  return isKnown ? null : unknownLookup(name, first ?? '…');
}

const unknownWord = ({ kind, name }: Call): Pick<Mistake, 'message' | 'hint'> => ({
  message: `there is no ${kind} \`${name}\``,
  hint: `Jinja2's own ${kind}s are there${kind === 'filter' ? ', and `bool`' : ''}; Ansible's are not`,
});
