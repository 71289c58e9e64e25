import { readFileSync } from 'node:fs';

/** A runner's process, so that somebody else can tell later whether it still runs. */
export interface RunnerProcess {
  readonly pid: number;
  /** Clock ticks from the machine's start to the process's; null where there is no /proc. */
  readonly started: string | null;
  /** Differs after each start of the machine; null where there is no /proc. */
  readonly boot: string | null;
}

/** This process. */
export const thisProcess = (): RunnerProcess => ({
  pid: process.pid,
  started: startedAt(process.pid),
  boot: readOrNull('/proc/sys/kernel/random/boot_id')?.trim() ?? null,
});

/** Whether a runner is at work on this machine: the same process, not another one that has its number now. */
export function isRunning({ pid, started, boot }: RunnerProcess): boolean {
  if (boot !== null && boot !== thisProcess().boot) return false;
  if (started !== null) return startedAt(pid) === started;
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** Source: proc(5), field 22 of stat; the name in field 2 may hold anything but ends with the last parenthesis. */
function startedAt(pid: number): string | null {
  const stat = readOrNull(`/proc/${pid}/stat`);
  return stat === null ? null : (stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? null);
}

function readOrNull(file: string): string | null {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return null;
  }
}
