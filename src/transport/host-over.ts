import type { Become } from '../inventory/inventory.ts';
import type { StartProcess } from './host-process.ts';
import { runScript } from './run-script.ts';
import type { OpenHost, ReadSession, WriteSession } from './session.ts';

/** An open host over whatever can start a command there. */
export function hostOver(host: string, become: Become | null, start: StartProcess, close: () => void): OpenHost {
  const ask: ReadSession['ask'] = (script, limits) =>
    runScript({ start, become, script, limits, kind: { name: 'ask' } });
  const perform: WriteSession['perform'] = (script, limits, onLine) =>
    runScript({ start, become, script, limits, kind: { name: 'perform', onLine } });
  // Two objects, so that a reader can't be cast into a writer.
  return { host, reading: { host, ask }, writing: { host, ask, perform }, close };
}
