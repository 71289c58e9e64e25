import { newRunId } from '../apply/journal/run-id.ts';
import { exitCodeOf } from '../report/exit-code.ts';
import { toJson } from '../report/json.ts';
import type { RunReport } from '../run/host-report.ts';
import { EXIT } from './exit.ts';
import type { OutputFormat } from './fleet-options.ts';
import type { JournalListener } from './journal-listener.ts';
import { writeOut } from './write-out.ts';

/** Shows a run's end in the format that was asked for, closes its journal, and gives the exit code. */
export async function finishRun(report: RunReport, { output, journal, signal, text }: Finish): Promise<number> {
  const exitCode = signal.aborted ? EXIT.interrupted : exitCodeOf(report);
  await journal?.finish(exitCode);
  if (output === 'human') writeOut(text());
  if (output === 'json') writeOut(`${JSON.stringify(toJson(report), null, 2)}\n`);
  return exitCode;
}

/** Ends a command that has no host to contact: says why on stderr, and tells a program of no hosts. */
export function finishWithoutHosts(command: RunReport['command'], why: string, output: OutputFormat): number {
  process.stderr.write(`suture: ${why}\n`);
  const report: RunReport = { run: newRunId(new Date()), command, dry: false, elapsedMs: 0, hosts: [] };
  if (output === 'json') writeOut(`${JSON.stringify(toJson(report), null, 2)}\n`);
  return EXIT.ok;
}

/** How a run ends. */
export interface Finish {
  /** JSON lines have been written by then, each when its host ended. */
  readonly output: OutputFormat;
  readonly journal: JournalListener | null;
  readonly signal: AbortSignal;
  readonly text: () => string;
}
