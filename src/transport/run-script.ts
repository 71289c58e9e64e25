import { randomBytes } from 'node:crypto';
import { err, ok, type Result } from '../base/result.ts';
import type { Become } from '../inventory/inventory.ts';
import { becomeFailure } from './become/become-failure.ts';
import { becomeMethods } from './become/become-methods.ts';
import { boundedBytes } from './bounded-bytes.ts';
import { heldShell } from './become/held-shell.ts';
import { countPrompts } from './count-prompts.ts';
import { hostCommand, shellBegan, wholeScript } from './host-command.ts';
import type { HostProcess, StartProcess } from './host-process.ts';
import { lineSplitter } from './line-splitter.ts';
import { scanForMarker } from './marker-scanner.ts';
import { neverReady, noStatus, tooLarge, tooSlow, wasEndedByTimeout } from './script-failure.ts';
import type { Answer, ScriptLimits, SessionError } from './session.ts';
import { withoutPassword } from './without-password.ts';

/** One script and how to run it. */
export interface ScriptRun {
  readonly start: StartProcess;
  readonly become: Become | null;
  readonly script: string;
  readonly limits: ScriptLimits;
  /** A transaction is never ended from here, and its lines are handed over as they come. */
  readonly kind: { readonly name: 'ask' } | { readonly name: 'perform'; readonly onLine: (line: string) => void };
}

const maxStderr = 64 * 1024;
const maxLine = 64 * 1024;
/** What may come beside a script's own output: before its shell is ready, and as errors. */
const maxNoise = 256 * 1024;
/** How long output may still come after the exit status; a daemon that the script left may hold the pipe for ever. */
const lingerMs = 1_000;

/** Becomes whom it must, sends the script once that shell is ready, and gathers its output within the limits. */
export function runScript({ start, become, script, limits, kind }: ScriptRun): Promise<Result<Answer, SessionError>> {
  const marker = `suture-${randomBytes(16).toString('hex')}`;
  const ownPrompt = `suture-password-${randomBytes(16).toString('hex')}:`;
  const prompt = become === null ? ownPrompt : becomeMethods[become.method].promptOf(ownPrompt);
  const seconds = Math.max(1, Math.ceil(limits.timeoutMs / 1000));
  const graceSeconds = kind.name === 'ask' ? 2 : 30;
  const whenCutOff = kind.name === 'ask' ? 'ends' : 'goes-on';
  const command = hostCommand({ become, marker, prompt, seconds, graceSeconds, whenCutOff });

  return new Promise((resolve, reject) => {
    let process: HostProcess | null = null;
    let passwordSent = false;
    let readyAt = 0;
    let noise = 0;
    let overflowed = false;
    let ended: Pick<Answer, 'exitCode' | 'signal'> | null = null;
    let settled = false;
    let deadline: NodeJS.Timeout | undefined;
    let lingering: NodeJS.Timeout | undefined;
    const stopClocks = (): void => {
      settled = true;
      clearTimeout(deadline);
      clearTimeout(lingering);
    };
    const settle = (result: Result<Answer, SessionError>): void => {
      stopClocks();
      resolve(result);
    };
    const giveUp = (error: SessionError, how: 'kill' | 'release'): void => {
      process?.[how]();
      settle(err(error));
    };
    const setDeadline = (ms: number, late: () => SessionError): void => {
      clearTimeout(deadline);
      if (settled) return;
      deadline = setTimeout(() => {
        if (ended === null) giveUp(late(), kind.name === 'ask' || !out.found() ? 'kill' : 'release');
        else letGo();
      }, ms);
    };

    const stdout = boundedBytes(limits.maxOutputBytes);
    const stderr = boundedBytes(maxStderr);
    const lines = kind.name === 'perform' ? lineSplitter(maxLine, kind.onLine) : null;
    const takeOutput = (chunk: Buffer): void => {
      if (overflowed) return;
      const fitting = stdout.add(chunk);
      overflowed = fitting.length < chunk.length;
      if (overflowed && kind.name === 'ask') giveUp(tooLarge(limits.maxOutputBytes), 'kill');
      else lines?.(fitting);
    };
    const sendScript = (): void => {
      readyAt = performance.now();
      // The host ends a transaction first; this is for a host that can't. A question's clock runs on.
      if (kind.name === 'perform') {
        setDeadline((seconds + graceSeconds + 2) * 1000, () => tooSlow(seconds));
      }
      process?.write(wholeScript(script));
      process?.endInput();
    };
    const out = scanForMarker(marker, maxStderr, sendScript, takeOutput);
    const errors = scanForMarker(marker, maxStderr, () => undefined, stderr.add);
    const promptsIn = countPrompts(prompt);

    const failedStart = (): SessionError => {
      const exitCode = ended?.exitCode ?? null;
      return becomeFailure({ become, marker, prompt, exitCode, stdout: out.before(), stderr: errors.before() });
    };
    const hearNoise = (chunk: Buffer): void => {
      noise += chunk.length;
      const mayEnd = kind.name === 'ask' || !out.found();
      if (noise > maxNoise && mayEnd && !settled) giveUp(tooLarge(maxNoise), 'kill');
    };
    const answerPrompt = (chunk: Buffer): void => {
      if (become === null || out.found() || settled) return;
      const asked = promptsIn(chunk);
      if (asked > (become.password === null ? 0 : 1)) giveUp(failedStart(), 'kill');
      else if (asked === 1 && !passwordSent) {
        passwordSent = true;
        process?.write(`${become.password}\n`);
      }
    };
    // What comes before may be any login shell's; from here on only the become program speaks, until the marker.
    const becoming = scanForMarker(`${marker}${shellBegan}`, 0, () => undefined, answerPrompt);
    const finish = (): void => {
      if (!out.found()) settle(err(failedStart()));
      else if (overflowed) settle(err(tooLarge(limits.maxOutputBytes)));
      else if (ended === null) settle(err(noStatus));
      else if (wasEndedByTimeout(ended, performance.now() - readyAt, seconds)) settle(err(tooSlow(seconds)));
      else {
        const said = withoutPassword(stderr.bytes().toString('utf8'), become);
        const answer: Answer = { ...ended, stdout: stdout.bytes(), stderr: said };
        const held = heldShell(become, answer);
        settle(held === null ? ok(answer) : err(held));
      }
    };
    const letGo = (): void => {
      process?.release();
      finish();
    };
    const linger = (): void => {
      clearTimeout(lingering);
      if (ended !== null && !settled) lingering = setTimeout(letGo, lingerMs);
    };

    setDeadline(limits.timeoutMs, () => {
      if (out.found()) return tooSlow(seconds);
      const told = failedStart();
      return told.reason === 'exec-failed' ? neverReady(becoming.found() ? become : null, seconds) : told;
    });
    start(command, {
      started: (started) => {
        process = started;
      },
      failed: (error) => settle(err(error)),
      stdout: (chunk) => {
        if (!out.found()) hearNoise(chunk);
        try {
          out.push(chunk);
        } catch (cause) {
          // A bug of whoever takes the lines; it is theirs to see, not the event loop's.
          stopClocks();
          reject(cause instanceof Error ? cause : new Error(String(cause)));
        }
        linger();
      },
      stderr: (chunk) => {
        hearNoise(chunk);
        errors.push(chunk);
        becoming.push(chunk);
        linger();
      },
      exited: (exitCode, signal) => {
        ended = { exitCode, signal };
        linger();
      },
      closed: (lost) => {
        if (lost !== null && ended === null) settle(err(lost));
        else finish();
      },
    });
  });
}
