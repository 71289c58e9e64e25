import type { FailedStart } from '../../facts/last-start.ts';
import type { ReadableFacts } from '../../facts/known-facts.ts';
import { refuses } from '../../facts/programs.ts';
import { verdictOf } from '../evidence/test-verdict.ts';
import { nginxMaster, nginxUnitOf } from '../state/nginx-state.ts';
import { saidByProgram } from './said-by-program.ts';
import { startFault } from './start-fault.ts';
import type { StartFacts, StartFault } from './start-reason.ts';

/**
 * What keeps nginx's unit from starting, beside what its files say: that is told by its own test, with a file and a line. Null where it
 * runs, or where no unit starts it.
 */
export function nginxStartFault(
  facts: Pick<ReadableFacts, 'nginx' | 'processes' | 'units'> & StartFacts,
): StartFault | null {
  const { nginx, processes, units } = facts;
  if (nginxMaster(processes) !== undefined) return null;
  const unit = nginxUnitOf(nginx, units, processes);
  if (unit === undefined || unit.load !== 'loaded') return null;
  const isRefused = refuses(nginx.test);
  const verdict = verdictOf(nginx.test, nginx.testCommand);
  if (isRefused && (verdict.where !== null || !OF_THE_HOST.test(verdict.message))) return null;
  const fault = startFault(unit, facts);
  if (fault !== null && fault !== 'gone') return fault;
  if (!isRefused) return null;
  const start: FailedStart = { unit, at: null, step: null, lines: [] };
  const needs = (facts.ownerSearch?.needs ?? []).filter((need) => need.unit === unit.name);
  const said = { unit: unit.name, at: 0, by: 'nginx', text: verdict.message };
  const reason = saidByProgram({ ...start, lines: [said] }, needs, facts);
  return reason === null || reason === 'gone' ? null : { ...reason, start };
}

/** What the system refused nginx at its start, which no line of its files says: a file, a folder, an address, a user. */
const OF_THE_HOST = /^(?:open|mkdir|bind|chown|chmod|stat|socket|listen|setsockopt|unlink|rename)\(\)/;
