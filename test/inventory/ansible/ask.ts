import { spawn } from 'node:child_process';
import { join } from 'node:path';

/** How one of Ansible's commands ended. */
export interface Answer {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Debian's Python, which is where ansible-core is; another one may come first in PATH. */
const PYTHON = '/usr/bin/python3';

/** Runs Ansible's commands, two at a time, and answers in their order. `scripts/setup` installs Ansible. */
export async function askAnsible(commands: readonly (readonly string[])[]): Promise<readonly Answer[]> {
  const half = Math.ceil(commands.length / 2);
  const answers = await Promise.all([runBatch(commands.slice(0, half)), runBatch(commands.slice(half))]);
  return answers.flat();
}

function runBatch(commands: readonly (readonly string[])[]): Promise<readonly Answer[]> {
  const { PATH = '' } = process.env;
  const env = {
    PATH,
    HOME: '/nonexistent',
    LC_ALL: 'C.UTF-8',
    ANSIBLE_CONFIG: join(import.meta.dirname, 'ansible.cfg'),
  };
  return new Promise((resolve, reject) => {
    const child = spawn(PYTHON, [join(import.meta.dirname, 'ask.py')], { env, stdio: ['pipe', 'pipe', 'inherit'] });
    let said = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => (said += text));
    child.on('error', reject);
    child.on('close', (status) => {
      if (status !== 0) reject(new Error('Ansible did not run: `scripts/setup` installs it'));
      else resolve((JSON.parse(said) as [number, string, string][]).map(answer));
    });
    child.stdin.end(JSON.stringify(commands));
  });
}

const answer = ([status, stdout, stderr]: [number, string, string]): Answer => ({ status, stdout, stderr });
