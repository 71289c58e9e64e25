import { spawn } from 'node:child_process';
import type { ProcessEvents } from './host-process.ts';
import type { SessionError } from './session.ts';

/**
 * Starts a program on this machine, in a process group of its own, so that Ctrl-C ends neither a transaction nor leaves
 * half of a probe behind.
 */
export function startHere(
  program: string,
  words: readonly string[],
  failed: (cause: NodeJS.ErrnoException) => SessionError,
  events: ProcessEvents,
): void {
  const child = spawn(program, words, { detached: true, stdio: 'pipe' });
  const release = (): void => {
    child.stdin.destroy();
    child.stdout.destroy();
    child.stderr.destroy();
    child.unref();
  };
  child.once('error', (cause) => events.failed(failed(cause)));
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
}

function endGroup(pid: number): void {
  try {
    process.kill(-pid, 'SIGTERM');
  } catch {
    // It is gone, or another user's, and then `timeout` ends it.
  }
}
