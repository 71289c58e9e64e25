import { type Result, err, ok } from '../../base/result.ts';
import type { Mistake } from '../../base/user-error.ts';
import { readOnce } from '../read-once.ts';
import type { Directive } from './directive.ts';
import { lex } from './lex.ts';
import { TreeBuilder } from './tree-builder.ts';

/** Reads one nginx configuration file to its directives, or says where it can't be read; accepts what nginx's reader does. */
export const parseNginx = readOnce((file, text): Result<readonly Directive[], readonly Mistake[]> => {
  const { tokens, mistake } = lex(text);
  const tree = new TreeBuilder(file, text);
  for (const token of tokens) tree.take(token);
  if (mistake === null) tree.end();
  else tree.note(mistake);
  return tree.mistakes.length === 0 ? ok(tree.directives) : err(tree.mistakes);
});
