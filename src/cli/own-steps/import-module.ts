import { register } from 'node:module';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

/** The real `import()`, handed in by start.ts: a script that is kept compiled has none. */
declare const importNatively: ((url: string) => Promise<unknown>) | undefined;

let isReady = false;

/** Runs an ES module and hands over what it exports; `suture/steps` in it is this very program's. */
export function importModule(file: string): Promise<unknown> {
  if (!isReady) register(`data:text/javascript,${encodeURIComponent(RESOLVING)}`);
  isReady = true;
  const url = pathToFileURL(resolve(file)).href;
  return typeof importNatively === 'undefined' ? import(url) : importNatively(url);
}

const RESOLVING = `export const resolve = (name, context, next) =>
  name === 'suture/steps' ? { url: ${JSON.stringify(new URL('steps.js', import.meta.url).href)}, shortCircuit: true } : next(name, context);`;
