import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';

/** Ends the switches that wait for transactions of a test's scratch folder, then removes the folder. */
export function clearAway(scratch: string): void {
  for (const name of readdirSync(scratch, { recursive: true, encoding: 'utf8' })) {
    if (!name.endsWith('/switch')) continue;
    const text = readFileSync(join(scratch, name), 'utf8');
    const value = (key: string): string => new RegExp(`^${key}=(\\d+)$`, 'm').exec(text)?.[1] ?? '';
    const pid = value('pid');
    if (pid !== '' && startedAt(pid) === value('started')) process.kill(-Number(pid), 'SIGTERM');
  }
  rmSync(scratch, { recursive: true, force: true });
}

function startedAt(pid: string): string | null {
  try {
    return (
      readFileSync(`/proc/${pid}/stat`, 'utf8')
        .replace(/^.*\) /s, '')
        .split(' ')[19] ?? null
    );
  } catch {
    return null;
  }
}
