import { err, type Result } from '../base/result.ts';
import type { Become } from '../inventory/inventory.ts';
import { orRuleMissing } from './become/without-rule.ts';
import type { StartProcess } from './host-process.ts';
import { runScript } from './run-script.ts';
import type { Answer, OpenHost, ReadSession, SessionError, WriteSession } from './session.ts';

/** An open host over whatever can start a command there. */
export function hostOver(host: string, become: Become | null, start: StartProcess, close: () => void): OpenHost {
  const askPlainly = (script: string): Promise<Result<Answer, SessionError>> => {
    const limits = { timeoutMs: 5_000, maxOutputBytes: 64 * 1024 };
    return runScript({ start, become: null, script, limits, kind: { name: 'ask' } });
  };
  const ask: ReadSession['ask'] = async (script, limits) => {
    const answer = await runScript({ start, become, script, limits, kind: { name: 'ask' } });
    return answer.ok ? answer : err(await orRuleMissing(answer.error, become, askPlainly));
  };
  const perform: WriteSession['perform'] = (script, limits, onLine) =>
    runScript({ start, become, script, limits, kind: { name: 'perform', onLine } });
  // Two objects, so that a reader can't be cast into a writer.
  return { host, reading: { host, ask }, writing: { host, ask, perform }, close };
}
