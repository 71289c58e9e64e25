import type { Host } from './inventory.ts';
import type { Json } from '../base/json.ts';

const TAG = /\{\{([^]*?)\}\}|\{%([^]*?)%\}/g;
const TEXT = /"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'/g;
const WORD = /([.|]\s*)?(?<![\p{L}\p{N}_])([\p{L}_][\p{L}\p{N}_]*)/gu;
const NO_NAMES = new Set(
  'and or not in is if else elif endif for endfor set true false none True False None defined undefined range dict lookup query q'.split(
    ' ',
  ),
);

/** Whether Jinja2 would change a text. */
export const isTemplate = (text: string): boolean => /\{\{|\{%|\{#/.test(text);

/** The names that a template may look up, each once. */
export function namesIn(template: string): readonly string[] {
  const tags = [...template.matchAll(TAG)].map(([, expression, statement]) => expression ?? statement ?? '');
  const words = tags.flatMap((tag) => [...tag.replaceAll(TEXT, '""').matchAll(WORD)]);
  // What follows a dot is an attribute, what follows a bar a filter.
  const names = words.flatMap(([, before, word]) => (before === undefined && word !== undefined ? [word] : []));
  return [...new Set(names)].filter((name) => !NO_NAMES.has(name));
}

/** Whether a host has vars about its connection that are templates, or may be once they are opened. */
export const needsTemplates = ({ vars }: Host): boolean =>
  Object.entries(vars).some(
    ([name, value]: [string, Json]) =>
      /^(?:ansible|suture)_/.test(name) &&
      (typeof value === 'string' ? isTemplate(value) : typeof value === 'object' && value !== null),
  );
