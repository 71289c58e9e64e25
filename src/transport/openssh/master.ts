import { spawn } from 'node:child_process';
import { existsSync, rmSync } from 'node:fs';
import { err, ok, type Result } from '../../base/result.ts';
import { makeRuntimeFolder } from './runtime-folder.ts';

/** An ssh that is logged in, over which others of this machine open sessions without a login of their own. */
export interface Master {
  /** Its control socket. */
  readonly socket: string;
  /** The last that it said, bounded; a host's own words are in it. */
  readonly said: () => string;
  readonly hasEnded: () => boolean;
  readonly ended: Promise<void>;
  readonly close: () => void;
}

/** Why there is no master; `ended` is ssh's own failure, of which it `said` why. */
export type NoMaster =
  | { readonly kind: 'ended'; readonly said: string }
  | { readonly kind: 'late' }
  | { readonly kind: 'interrupted' }
  | { readonly kind: 'no-ssh' };

/**
 * Ends ssh once nobody holds the other end of standard input any more: it is closed by us, or by our death, of whatever
 * kind. Its folder goes with it.
 */
const script = [
  'folder=$1; shift; exec 3<&0',
  '"$@" </dev/null 3<&- & ssh=$!',
  '{ read -r _ <&3; kill "$ssh"; sleep 2; kill -KILL "$ssh"; } >/dev/null 2>&1 & watch=$!',
  'exec 3<&- </dev/null; wait "$ssh"; ended=$?; kill "$watch" 2>/dev/null',
  'rm -f "$folder/s"; rmdir "$folder"; exit "$ended"',
].join('\n');

const POLL_MS = 15;
const LAST_WORDS_MS = 100;
const MOST_SAID = 8 * 1024;
/** What sh exits with if there is no such program. */
const NOT_FOUND = 127;

/** Has ssh log in by these words, and stay; gives up after `withinMs`. */
export function startMaster(
  words: readonly string[],
  destination: string,
  withinMs: number,
  signal: AbortSignal | undefined,
): Promise<Result<Master, NoMaster>> {
  const folder = makeRuntimeFolder();
  const socket = `${folder}/s`;
  const sshWords = ['ssh', '-M', '-N', '-S', socket.replaceAll('%', '%%'), ...words, '--', destination];
  // In a session of its own: Ctrl-C is for us alone, who let hosts that are being changed settle.
  const child = spawn('sh', ['-c', script, 'sh', folder, ...sshWords], { detached: true, stdio: 'pipe' });
  let said = '';
  let hasEnded = false;
  child.stdin.on('error', () => undefined);
  child.stdout.resume();
  child.stderr.on('data', (chunk: Buffer) => {
    said = `${said}${chunk.toString('utf8')}`.slice(-MOST_SAID);
  });
  const close = (): void => {
    child.stdin.destroy();
    child.stdout.destroy();
    child.stderr.destroy();
    child.unref();
  };
  let exitCode: number | null = null;
  const ended = new Promise<void>((resolve) => {
    const end = (): void => {
      hasEnded = true;
      resolve();
    };
    child.once('exit', (code) => {
      exitCode = code;
      // What it left behind may hold its output open for ever, as a user's own master that stays does.
      setTimeout(end, LAST_WORDS_MS);
    });
    child.once('close', end);
    child.once('error', (cause) => {
      said = cause.message;
      rmSync(folder, { recursive: true, force: true });
      end();
    });
  });
  return new Promise((resolve) => {
    const settle = (result: Result<Master, NoMaster>): void => {
      clearInterval(poll);
      clearTimeout(timer);
      signal?.removeEventListener('abort', interrupted);
      if (!result.ok) close();
      resolve(result);
    };
    const interrupted = (): void => settle(err({ kind: 'interrupted' }));
    const timer = setTimeout(() => settle(err({ kind: 'late' })), Math.max(0, withinMs));
    const poll = setInterval(() => {
      // ssh puts it there once it is logged in, ready to be used.
      if (existsSync(socket)) settle(ok({ socket, said: () => said, hasEnded: () => hasEnded, ended, close }));
    }, POLL_MS);
    void ended.then(() => settle(err(exitCode === NOT_FOUND ? { kind: 'no-ssh' } : { kind: 'ended', said })));
    signal?.addEventListener('abort', interrupted);
    if (signal?.aborted === true) interrupted();
  });
}
