import { execFileSync, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** How a command of the program ended. */
interface Ended {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** The program, bundled as it is shipped, with a working folder of its own. */
export interface BuiltCli {
  readonly folder: string;
  /** Writes files below the working folder. */
  readonly write: (files: Readonly<Record<string, string>>) => void;
  readonly suture: (args: readonly string[], env?: Readonly<Record<string, string>>) => Promise<Ended>;
  /** Runs a line of shell in which `$SUTURE` is the program. */
  readonly shell: (line: string) => Promise<Ended>;
  readonly dispose: () => void;
}

const root = join(import.meta.dirname, '../..');

/** Bundles the program below the project, where it finds its playbooks and pages. */
export function buildCli(): BuiltCli {
  mkdirSync(join(root, 'node_modules/.cache'), { recursive: true });
  const bundle = mkdtempSync(join(root, 'node_modules/.cache/suture-'));
  execFileSync(process.execPath, ['scripts/build.mjs', bundle], { cwd: root });
  const program = join(bundle, 'suture.js');
  const folder = mkdtempSync(join(tmpdir(), 'suture-cli-'));
  const run = (file: string, args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Ended> =>
    new Promise((resolve, reject) => {
      const { PATH = '' } = process.env;
      const own = {
        PATH,
        HOME: folder,
        SUTURE: `${process.execPath} ${program}`,
        SUTURE_STATE_DIR: join(folder, 'state'),
      };
      const child = spawn(file, args, { cwd: folder, env: { ...own, ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
      let stdout = '';
      let stderr = '';
      child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
      child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
      child.on('error', reject);
      child.on('close', (exitCode) => resolve({ exitCode, stdout, stderr }));
    });
  return {
    folder,
    write: (files) => {
      for (const [name, text] of Object.entries(files)) {
        mkdirSync(dirname(join(folder, name)), { recursive: true });
        writeFileSync(join(folder, name), text);
      }
    },
    suture: (args, env) => run(process.execPath, [program, ...args], env),
    shell: (line) => run('bash', ['-c', line]),
    dispose: () => {
      rmSync(bundle, { recursive: true, force: true });
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** A port of this machine that counts who knocks, and says nothing to anybody. */
export interface Doorbell {
  readonly port: number;
  readonly rung: () => number;
  readonly dispose: () => void;
}

/** Listens on a free port of loopback. */
export async function doorbell(): Promise<Doorbell> {
  let rung = 0;
  const server: Server = createServer(() => {
    rung += 1;
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return { port: address.port, rung: () => rung, dispose: () => void server.close() };
}
