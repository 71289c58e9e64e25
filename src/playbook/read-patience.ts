import { describeNode, type YamlMap, type YamlNode, valueAt } from '../formats/yaml/node.ts';
import type { Say } from '../formats/yaml/say.ts';
import type { Expression, SourceText } from './expressions/expression.ts';
import { readConditions } from './read-conditions.ts';

/** The keys by which a step says how long it may take, and how often it is tried. */
export const PATIENCE_KEYS = ['until', 'retries', 'delay', 'timeout'] as const;

/** How long a step may take, and how often it is tried. */
export interface Patience {
  /** Conditions that must hold before the host is planned; the host is looked at anew until they do, so often at most. */
  readonly until?: readonly string[];
  /** Of `until` where the step has one, else of what it does on the host; the delay is in seconds. */
  readonly tries?: { readonly retries: number; readonly delay: number };
  /** Seconds for each thing that it has the host do. */
  readonly timeout?: number;
}

/** As Ansible has them. */
const USUAL_RETRIES = 3;
const USUAL_DELAY = 5;

/** Reads them; `retriable` says whether what the step does on the host can be tried again. */
export function readPatience(
  map: YamlMap,
  { step, retriable }: { readonly step: string; readonly retriable: boolean },
  source: SourceText,
  say: Say,
): { readonly patience: Patience; readonly conditions: readonly Expression[] } {
  const [retries, delay, timeout] = [valueAt(map, 'retries'), valueAt(map, 'delay'), valueAt(map, 'timeout')];
  const conditions = readConditions(valueAt(map, 'until'), 'until', source, say);
  const isTried = conditions.length > 0 || retries !== undefined;
  if (retries !== undefined && conditions.length === 0 && !retriable) {
    const hint =
      'what can be: command, wait_for, http_check, test_nginx, test_fpm; and any step `until` a condition holds';
    say(retries, 'not-retriable', `\`${step}\` is not tried again: it would end the same way`, hint);
  }
  if (delay !== undefined && !isTried) say(delay, 'lone-delay', '`delay` goes with `retries` or `until`');
  const tries = {
    retries: readWhole(retries, 'retries', [1, 20], say) ?? USUAL_RETRIES,
    delay: readWhole(delay, 'delay', [0, 60], say) ?? USUAL_DELAY,
  };
  const seconds = readWhole(timeout, 'timeout', [1, 600], say);
  const patience = {
    ...(conditions.length === 0 ? {} : { until: conditions.map(({ text }) => text) }),
    ...(isTried ? { tries } : {}),
    ...(seconds === null ? {} : { timeout: seconds }),
  };
  return { patience, conditions };
}

/** Null where nothing, or something else, is said. */
function readWhole(
  node: YamlNode | undefined,
  name: string,
  [least, most]: readonly [number, number],
  say: Say,
): number | null {
  if (node === undefined) return null;
  const value = node.kind === 'scalar' ? node.value : null;
  if (typeof value === 'number' && Number.isInteger(value) && value >= least && value <= most) return value;
  const not = typeof value === 'number' ? `\`${value}\`` : describeNode(node);
  say(node, 'wrong-value', `\`${name}\` must be a whole number from ${least} to ${most}, not ${not}`);
  return null;
}
