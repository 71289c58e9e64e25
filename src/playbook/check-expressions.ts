import { didYouMean } from '../formats/nearest-word.ts';
import type { Mistake } from '../base/user-error.ts';
import { ansibleName } from './ansible-words.ts';
import { FACTS_SHAPE } from './expressions/facts-view.ts';
import type { Expression } from './expressions/expression.ts';
import { missingIn } from './expressions/missing.ts';
import { FINDING_SHAPE } from './expressions/scope.ts';

/** Where an expression stands: what it may look up there. */
export interface Standing {
  readonly cause: boolean;
  readonly loop: boolean;
}

/** What the template engine can't read in an expression, or doesn't know. */
export type EngineMistakes = (expression: Expression) => readonly Mistake[];

/** What is wrong with expressions wherever they are evaluated: their syntax, and names that can't be there. */
export function checkExpressions(
  expressions: readonly Expression[],
  standing: Standing,
  engineMistakes: EngineMistakes = () => [],
): readonly Mistake[] {
  return expressions.flatMap((expression) => {
    const mistakes = engineMistakes(expression);
    return mistakes.length === 0 ? checkNames([expression], standing) : mistakes;
  });
}

/** What is wrong with the names of expressions whatever the host: facts that don't exist, and a `finding` or `item` out of place. */
function checkNames(expressions: readonly Expression[], standing: Standing): readonly Mistake[] {
  return expressions.flatMap(({ used, guarded }) =>
    used.flatMap(({ path, place }): readonly Mistake[] => {
      const [root = ''] = path;
      if (root === 'finding' && !standing.cause) {
        return [{ code: 'expression', message: '`finding` is known only in a step that has a `cause`', place }];
      }
      if (root === 'item' && !standing.loop) {
        return [{ code: 'expression', message: '`item` is known only in a step that has a `loop`', place }];
      }
      const instead = guarded.includes(root) ? null : ansibleName(root);
      if (instead !== null) {
        return [{ code: 'expression', message: `\`${root}\` is Ansible's, and not known here`, place, hint: instead }];
      }
      if (root !== 'facts' && root !== 'finding') return [];
      const missing = missingIn({ facts: FACTS_SHAPE, finding: FINDING_SHAPE }, path, guarded);
      if (missing === null) return [];
      const hint = didYouMean(missing.word, missing.known) ?? `known here: ${missing.known.join(', ')}`;
      return [{ code: 'expression', message: missing.message, place, hint }];
    }),
  );
}
