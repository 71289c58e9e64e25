import { exitCodeOf } from '../report/exit-code.ts';
import { hostJson, toJson } from '../report/json.ts';
import type { RunReport } from '../run/host-report.ts';
import type { OutputFormat } from './fleet-options.ts';
import type { JournalListener } from './journal-listener.ts';
import { writeOut } from './write-out.ts';

/** Shows a run's end in the format that was asked for, closes its journal, and gives the exit code. */
export async function finishRun(
  report: RunReport,
  output: OutputFormat,
  journal: JournalListener | null,
  text: () => string,
): Promise<number> {
  const exitCode = exitCodeOf(report);
  await journal?.finish(exitCode);
  switch (output) {
    case 'human':
      writeOut(text());
      break;
    case 'json':
      writeOut(`${JSON.stringify(toJson(report), null, 2)}\n`);
      break;
    case 'jsonl':
      writeOut(report.hosts.map((host) => `${JSON.stringify(hostJson(report.command, host))}\n`).join(''));
      break;
  }
  return exitCode;
}
