import { spawn } from 'node:child_process';
import type { LocalConnection } from '../inventory/inventory.ts';
import { hostOver } from './host-over.ts';
import type { StartProcess } from './host-process.ts';
import type { OpenHost } from './session.ts';

/** This machine as a host. */
export const openLocal = ({ host, become }: LocalConnection): OpenHost =>
  hostOver(host, become, startLocally, () => undefined);

/** In a process group of its own, so that Ctrl-C ends neither a transaction nor leaves half of a probe behind. */
const startLocally: StartProcess = (command, events) => {
  const child = spawn('sh', ['-c', command], { detached: true, stdio: 'pipe' });
  const release = (): void => {
    child.stdin.destroy();
    child.stdout.destroy();
    child.stderr.destroy();
    child.unref();
  };
  child.once('error', (cause) => {
    events.failed({ reason: 'exec-failed', message: `sh cannot be started here: ${cause.message}`, hint: null });
  });
  // The script may end before it has read all of its input.
  child.stdin.on('error', () => undefined);
  child.stdout.on('data', events.stdout);
  child.stderr.on('data', events.stderr);
  child.once('exit', events.exited);
  child.once('close', () => events.closed(null));
  events.started({
    write: (text) => void child.stdin.write(text),
    endInput: () => void child.stdin.end(),
    kill: () => {
      if (child.pid !== undefined) endGroup(child.pid);
      release();
    },
    release,
  });
};

function endGroup(pid: number): void {
  try {
    process.kill(-pid, 'SIGTERM');
  } catch {
    // It is gone, or another user's, and then `timeout` ends it.
  }
}
