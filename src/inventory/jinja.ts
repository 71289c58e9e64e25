import { Environment } from 'minijinja-js';
import { err, ok } from '../base/result.ts';
import type { Render } from './reveal.ts';

/** More than any value of an inventory needs; a loop without an end stops there. */
const FUEL = 100_000;

/** Renders Jinja2 by minijinja; `environment` is what `lookup('env', …)` reads. Loads a megabyte: import it when needed. */
export function jinja(environment: Readonly<Record<string, string | undefined>>): Render {
  const engine = new Environment();
  engine.undefinedBehavior = 'strict';
  engine.fuel = FUEL;
  engine.enablePyCompat();
  // What these call must not throw: the engine would not survive it.
  engine.addFilter('bool', (value: unknown) => /^(?:yes|on|true|t|y|1)$/i.test(String(value)));
  engine.addGlobal('lookup', (kind: unknown, name: unknown) =>
    /^(?:ansible\.builtin\.)?env$/.test(String(kind)) ? (environment[String(name)] ?? '') : undefined,
  );
  return (template, names) => {
    try {
      return ok(engine.renderStr(template, names));
    } catch (error) {
      const said = error instanceof Error ? error.message : String(error);
      return err((said.split('\n')[0] ?? '').replace(/ \(in <string>:1\)$/, ''));
    }
  };
}
