import { spawn } from 'node:child_process';

/** Runs a program to its end, or kills it after so many seconds: its status (null when killed) and all that it said. */
export function command([program, ...words], { input = '', seconds = 60, env = process.env } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(program, words, { stdio: 'pipe', env, timeout: seconds * 1000, killSignal: 'SIGKILL' });
    const said = { stdout: '', stderr: '' };
    for (const stream of ['stdout', 'stderr'])
      child[stream].setEncoding('utf8').on('data', (text) => (said[stream] += text));
    child.stdin.on('error', () => undefined).end(input);
    child.on('error', reject);
    child.on('close', (status) => resolve({ status, ...said }));
  });
}

/** As `command`, but what doesn't end well is an error. */
export async function insist(words, options) {
  const ended = await command(words, options);
  if (ended.status !== 0) throw new Error(`${words.join(' ')} ended with ${ended.status}: ${ended.stderr}`);
  return ended.stdout;
}
