import type { HostReport } from '../run/host-report.ts';
import type { Consent } from '../run/consent.ts';
import type { OutputFormat } from './fleet-options.ts';
import { askYesNo, isInteractive } from './terminal.ts';
import { writeOut } from './write-out.ts';

/** Whether anybody is to be asked, and what stdout is for. */
interface ConsentOptions {
  readonly yes?: boolean;
  readonly output: OutputFormat;
}

/** Consent given beforehand, or a person's, who is shown the plan. */
export function consentOf(
  { yes, output }: ConsentOptions,
  what: string,
  show: (planned: readonly HostReport[]) => string,
): Consent {
  if (yes === true) return { kind: 'given' };
  return {
    kind: 'ask',
    ask: async (planned, waits) => {
      const text = show(planned);
      if (output === 'human') writeOut(text);
      else process.stderr.write(text);
      if (!isInteractive()) {
        process.stderr.write('suture: nobody is there to ask, and --yes was not given: nothing is changed\n');
        return false;
      }
      const count = planned.filter(({ status }) => status === 'would-change').length;
      const further = waits === undefined ? '' : 'A cured fault had hidden this. ';
      return askYesNo(`\n${further}Apply ${what} to ${count === 1 ? 'this host' : `these ${count} hosts`}?`, waits);
    },
  };
}
