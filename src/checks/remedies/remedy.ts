import type { JsonObject } from '../../base/json.ts';
import type { Level, Remedy } from '../finding.ts';

/** The levels that a remedy may have. */
export type RemedyLevel = Exclude<Level, 'manual'>;

/** A remedy of a step, with what that step needs to know. */
export const remedy = (step: string, level: RemedyLevel, summary: string, args: JsonObject): Remedy => ({
  step,
  level,
  summary,
  with: args,
});
