import * as v from 'valibot';
import { err, ok, type Result } from '../../base/result.ts';
import type { Mistake } from '../../base/user-error.ts';
import type { Question } from '../../facts/asked.ts';
import { didYouMean } from '../../formats/nearest-word.ts';
import type { Step } from '../../steps/define-step.ts';
import { argument } from './argument-schema.ts';
import { type GuardedAsks, guardAsks } from './guard-asks.ts';
import { guardPlan } from './guard-plan.ts';
import { importModule } from './import-module.ts';
import { thrownPlace } from './thrown-at.ts';

const ARGUMENTS = '`arguments` must be an object of `name: { takes: "text", about: "…" }`';
const ASKS = '`asks` must be a function';
const ANSWERS = '`answers` is false, for a step that answers no finding, or left out';
const PLAN = '`plan` must be a function';
const SUMMARY = '`summary` must be a text on what the step does';

// A list would be read as a record.
const noList = v.custom<object>((value) => !Array.isArray(value), ARGUMENTS);
const shape = v.object({
  summary: v.pipe(v.string(SUMMARY), v.minLength(1, SUMMARY)),
  arguments: v.optional(v.pipe(noList, v.record(v.string(), argument, ARGUMENTS)), {}),
  asks: v.optional(v.custom<(given: unknown) => unknown>((value) => typeof value === 'function', ASKS)),
  answers: v.optional(v.literal(false, ANSWERS)),
  plan: v.custom<(input: unknown) => unknown>((value) => typeof value === 'function', PLAN),
});
// A key that is missing is as wrong as one of another type, and told in the same words.
const NOTHING = { summary: undefined, plan: undefined };

/** Runs the file of a playbook's own step and makes a step of what it exports; or all that is wrong with that. */
export async function loadOwnStep(name: string, file: string): Promise<Result<Step, readonly Mistake[]>> {
  const wrong = (message: string, hint?: string, line = { file, line: 1, column: 1 }): Mistake => ({
    code: 'own-step',
    message,
    place: line,
    ...(hint === undefined ? {} : { hint }),
  });
  const loaded = await importModule(file).then(
    (module) => ok(module),
    (error: unknown) =>
      err(wrong(`this can't be loaded: ${String(error)}`, undefined, thrownPlace(file, error) ?? undefined)),
  );
  if (!loaded.ok) return err([loaded.error]);
  const { default: exported } = loaded.value as { readonly default?: unknown };
  if (exported === undefined) return err([wrong('this has no default export', HINT)]);
  if (typeof exported !== 'object' || exported === null)
    return err([wrong('the default export must be an object', HINT)]);
  const read = v.safeParse(shape, { ...NOTHING, ...exported });
  if (!read.success) return err(read.issues.map((issue) => wrong(issueText(issue), HINT)));
  const unknown = Object.keys(exported).filter((key) => !(key in shape.entries));
  if (unknown.length > 0) return err(unknown.map((key) => wrong(`a step has no \`${key}\``, unknownHint(key))));
  const { summary, arguments: known, asks, answers, plan } = read.output;
  const guarded = asks === undefined ? undefined : guardAsks(file, asks);
  return ok({
    name,
    summary,
    arguments: known,
    // What is wrong with them is told when the step is planned.
    ...(guarded && { asks: (given) => orNone(guarded(given)) }),
    ...(answers === undefined ? {} : { answers }),
    plan: guardPlan(name, file, plan, guarded),
  });
}

const orNone = (asked: ReturnType<GuardedAsks>): readonly Question[] => (asked.ok ? asked.value : []);

function issueText(issue: v.BaseIssue<unknown>): string {
  const path = v.getDotPath(issue) ?? '';
  return path.includes('.') ? `\`${path}\`: ${issue.message}` : issue.message;
}

const HINT =
  'write `export default { summary: "…", arguments: {}, plan: ({ world }) => … }`; docs/playbooks.md has an example';

const unknownHint = (key: string): string =>
  key === 'name' ? "its name is the file's" : (didYouMean(key, Object.keys(shape.entries)) ?? 'leave it out');
