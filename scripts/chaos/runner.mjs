import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { command } from './command.mjs';

/** Milliseconds that a runner may take: what hangs any longer hangs for ever. */
const PATIENCE = 240_000;

/** Suture's command line for one host, with a journal of its own. */
export function sutureFor(host) {
  const folder = mkdtempSync(join(tmpdir(), 'suture-chaos-'));
  const words = (...args) => [
    ...['nice', process.execPath, 'dist/suture.js', ...args, '--limit', host.name, '--output', 'json'],
    ...['--inventory', host.inventory, '--known-hosts', host.knownHosts],
    ...['--state-dir', folder, '--connect-timeout', '4'],
  ];
  return {
    start: (args, env = {}) => startRunner(words(...args), env),
    run: async (...args) => told(await command(words(...args), { seconds: 240 })),
    journal: () =>
      readdirSync(join(folder, 'runs'))
        .map((run) => readFileSync(join(folder, 'runs', run, 'events.jsonl'), 'utf8'))
        .join(''),
    dispose: () => rmSync(folder, { recursive: true, force: true }),
  };
}

function startRunner([program, ...words], env) {
  const child = spawn(program, words, {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...env },
    timeout: PATIENCE,
    killSignal: 'SIGABRT',
  });
  const said = { stdout: '', stderr: '' };
  for (const stream of ['stdout', 'stderr'])
    child[stream].setEncoding('utf8').on('data', (text) => (said[stream] += text));
  const ended = once(child, 'close').then(([status, signal]) => told({ status, signal, ...said }));
  return { ended, kill: (signal) => child.kill(signal) };
}

function told({ status, signal = null, stdout, stderr }) {
  const [host] = stdout.startsWith('{') ? JSON.parse(stdout).hosts : [];
  return { status, signal, stderr, host: host ?? null };
}
