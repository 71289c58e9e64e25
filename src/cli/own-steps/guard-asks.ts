import * as v from 'valibot';
import { err, ok, type Result } from '../../base/result.ts';
import type { Question } from '../../facts/asked.ts';
import { thrownAt } from './thrown-at.ts';

const path = v.pipe(v.string(), v.regex(/^\/[^\0]*$/, 'must be an absolute path'));
const questions = v.array(
  v.variant('kind', [
    v.strictObject({ kind: v.literal('path'), path }),
    v.strictObject({ kind: v.literal('file'), path }),
  ]),
  'must be a list of questions: { kind: "file", path: "/etc/…" }',
) satisfies v.GenericSchema<readonly Question[]>;

/** What an own step asks of a host, or what is wrong with that, as a sentence. */
export type GuardedAsks = (given: unknown) => Result<readonly Question[], string>;

/** Questions of an own step that aren't trusted: what is thrown, or returned in a wrong shape, is an error with its place. */
export const guardAsks =
  (file: string, asks: (given: unknown) => unknown): GuardedAsks =>
  (given) => {
    try {
      const read = v.safeParse(questions, asks(given));
      if (read.success) return ok(read.output);
      const [issue] = read.issues;
      return err(`${file}: what \`asks\` returned is wrong: ${v.getDotPath(issue) ?? 'it'} ${issue.message}`);
    } catch (error) {
      return err(`${thrownAt(file, error)}: \`asks\` threw ${String(error)}`);
    }
  };
