import { describeNode, type YamlNode } from '../formats/yaml/node.ts';
import type { Say } from '../formats/yaml/say.ts';
import { isTemplate } from '../inventory/template-names.ts';
import { type Expression, expressionAt, type SourceText } from './expressions/expression.ts';

/** Reads one condition or a list of them: expressions without tags. */
export function readConditions(
  node: YamlNode | undefined,
  name: string,
  source: SourceText,
  say: Say,
): readonly Expression[] {
  if (node === undefined) return [];
  const items = node.kind === 'list' ? node.items : [node];
  return items.flatMap((item) => {
    const value = item.kind === 'scalar' ? item.value : undefined;
    if (value === undefined || value === null || value === '') {
      say(item, 'wrong-type', `\`${name}\` must be an expression, not ${describeNode(item)}`);
      return [];
    }
    if (typeof value === 'string' && isTemplate(value)) {
      say(item, 'template', `\`${name}\` is an expression already`, 'write it without `{{` and `}}`');
      return [];
    }
    return [expressionAt(item, String(value), 'bare', source)];
  });
}
