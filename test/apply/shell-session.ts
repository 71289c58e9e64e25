import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { ok, type Result } from '../../src/base/result.ts';
import type { Answer, SessionError, WriteSession } from '../../src/transport/session.ts';

/** A session that gives each script to a command which reads sh from its standard input; no connection, no becoming. */
export function shellSession(
  host: string,
  argv: readonly string[],
  env: NodeJS.ProcessEnv = process.env,
): WriteSession {
  const run = (script: string, onLine: (line: string) => void): Promise<Result<Answer, SessionError>> =>
    new Promise((resolve, reject) => {
      const [command = 'sh', ...args] = argv;
      const child = spawn(command, args, { stdio: ['pipe', 'pipe', 'pipe'], env });
      const chunks: Buffer[] = [];
      let stderr = '';
      child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
      child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
      createInterface({ input: child.stdout }).on('line', onLine);
      child.on('error', reject);
      child.stdin.on('error', () => undefined);
      child.on('close', (exitCode, signal) => {
        resolve(ok({ exitCode, signal, stdout: Buffer.concat(chunks), stderr }));
      });
      child.stdin.end(script);
    });
  return {
    host,
    ask: (script) => run(script, () => undefined),
    perform: (script, _limits, onLine) => run(script, onLine),
  };
}
