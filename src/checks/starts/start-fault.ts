import { type FailedStart, failedStart } from '../../facts/last-start.ts';
import type { Unit } from '../../facts/system.ts';
import { refusedStep } from './refused-step.ts';
import { saidByProgram } from './said-by-program.ts';
import { shutOut } from './shut-out.ts';
import type { StartFacts, StartFault } from './start-reason.ts';

/** The name of the finding that tells of a start's fault. */
export const startKey = ({ cause, start }: StartFault): string => `${cause}:${start.unit.name}`;

/** What became of what a unit's last start failed of: it is there still, it is gone, or there was nothing, as far as is known. */
export function startFault(unit: Unit, facts: StartFacts): StartFault | 'gone' | null {
  const { ownerSearch } = facts;
  const start = ownerSearch === undefined ? null : failedStart(unit, ownerSearch);
  if (start === null || ranOutOfMemory(start)) return null;
  const needs = (ownerSearch?.needs ?? []).filter((need) => need.unit === unit.name);
  const reason = shutOut(start, needs) ?? refusedStep(start, needs) ?? saidByProgram(start, needs, facts);
  return reason === 'gone' || reason === null ? reason : { ...reason, start };
}

/** That the kernel ended it is told by the checks of memory. */
const ranOutOfMemory = ({ unit, lines }: FailedStart): boolean =>
  unit.result === 'oom-kill' || lines.some(({ text }) => /killed by the OOM killer/.test(text));
