import type { Consent, StepAnswer } from '../run/consent.ts';
import type { HostReport } from '../run/host-report.ts';
import type { OutputFormat } from './fleet-options.ts';
import { askLine, askYesNo, clearProgress, isInteractive } from './terminal.ts';
import { writeOut } from './write-out.ts';

/** Whether anybody is to be asked, once or for each host, and what stdout is for. */
interface ConsentOptions {
  readonly yes?: boolean;
  readonly step?: boolean;
  readonly output: OutputFormat;
}

/** Consent given beforehand, or a person's, who is shown the plan. */
export function consentOf(
  { yes, step, output }: ConsentOptions,
  what: string,
  show: (planned: readonly HostReport[]) => string,
): Consent {
  if (step !== true && yes === true) return { kind: 'given' };
  const isThere = (planned: readonly HostReport[]): boolean => {
    const text = show(planned);
    clearProgress();
    if (output === 'human') writeOut(text);
    else process.stderr.write(text);
    if (isInteractive()) return true;
    process.stderr.write('suture: nobody is there to ask, and --yes was not given: nothing is changed\n');
    return false;
  };
  const further = (waits: AbortSignal | undefined): string =>
    waits === undefined ? '' : 'A cured fault had hidden this. ';
  if (step === true) {
    return {
      kind: 'step',
      ask: async (planned, waits) => {
        if (!isThere([planned])) return 'quit';
        if (!(await allAnswered([planned], waits))) return 'no';
        const question = `\n${further(waits)}Apply ${what} to ${planned.host}? [y/N/all/quit] `;
        return stepAnswer(await askLine(question, waits), waits);
      },
    };
  }
  return {
    kind: 'ask',
    ask: async (planned, waits) => {
      if (!isThere(planned)) return false;
      if (!(await allAnswered(planned, waits))) return false;
      const count = planned.filter(({ status }) => status === 'would-change').length;
      const whom = count === 1 ? 'this host' : `these ${count} hosts`;
      return askYesNo(`\n${further(waits)}Apply ${what} to ${whom}?`, waits);
    },
  };
}

/** Puts each question of the playbook once, for all the hosts that have it; no more after the first no. */
async function allAnswered(planned: readonly HostReport[], waits: AbortSignal | undefined): Promise<boolean> {
  const concerned = planned.filter(({ status }) => status === 'would-change');
  const questions = new Set(concerned.flatMap(({ questions: asked }) => asked.map(({ message }) => message)));
  for (const question of questions) {
    if (!(await askYesNo(`\n${question.replaceAll('\n', ' ')}`, waits))) return false;
  }
  return true;
}

/** Whoever ends the input instead of answering wants no more questions; whoever was too late may answer the next. */
function stepAnswer(line: string | null, waits: AbortSignal | undefined): StepAnswer {
  if (line === null) return waits?.aborted === true ? 'no' : 'quit';
  if (/^y(es)?$/i.test(line)) return 'yes';
  if (/^a(ll)?$/i.test(line)) return 'all';
  return /^q(uit)?$/i.test(line) ? 'quit' : 'no';
}
