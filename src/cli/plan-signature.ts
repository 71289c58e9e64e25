import { spawnSync } from 'node:child_process';
import { err, ok, type Result } from '../base/result.ts';
import { UserError } from '../base/user-error.ts';
import { stripControl } from '../formats/strip-control.ts';
import { readText } from './read-text.ts';

/** What a plan's signature is good for, so that one of a mail or a commit isn't taken for it. Source: ssh-keygen(1), -n. */
const NAMESPACE = 'suture-plan';

/** Where a plan's signature is: beside it. */
export const signatureFile = (file: string): string => `${file}.sig`;

/** Signs a plan's text by an ssh key, as `ssh-keygen -Y sign -n suture-plan` does; throws where the key can't. */
export function signPlan(text: string, key: string): string {
  const { status, stdout, stderr } = sshKeygen(['-Y', 'sign', '-f', key, '-n', NAMESPACE], text);
  if (status === 0) return stdout;
  throw new UserError([{ code: 'not-signed', message: `the plan can't be signed with ${key}: ${lastLine(stderr)}` }]);
}

/**
 * Who signed a plan's text, by a file of allowed signers as ssh-keygen(1) has it; else why it isn't signed so. The text is
 * the one that was read, so that what is judged and what is applied can't differ.
 */
export function signerOf(text: string, file: string, allowed: string): Result<string, string> {
  readText(allowed, 'list of signers');
  const signature = signatureFile(file);
  const found = sshKeygen(['-Y', 'find-principals', '-s', signature, '-f', allowed], '');
  if (found.status !== 0) {
    return err(`${file} is not signed by anybody in ${allowed}: ${signature}: ${lastLine(found.stderr)}`);
  }
  const refusals: string[] = [];
  for (const name of found.stdout.split('\n').filter((line) => line !== '')) {
    const words = ['-Y', 'verify', '-f', allowed, '-I', name, '-n', NAMESPACE, '-s', signature];
    const { status, stdout, stderr } = sshKeygen(words, text);
    const [, fingerprint = ''] = / key (SHA256:\S+)/.exec(stdout) ?? [];
    if (status === 0) return ok(stripControl(`${name} (${fingerprint})`));
    refusals.push(lastLine(stderr || stdout));
  }
  return err(`the signature of ${file} does not hold: ${refusals.join('; ') || 'it names nobody'}`);
}

interface Answer {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

function sshKeygen(words: readonly string[], input: string): Answer {
  const { error, status, stdout, stderr } = spawnSync('ssh-keygen', words, {
    input,
    encoding: 'utf8',
    timeout: 120_000,
  });
  // It may have made up its mind before it had read all.
  if (error === undefined || status !== null) return { status, stdout, stderr };
  throw new UserError([{ code: 'no-ssh-keygen', message: `ssh-keygen can't be asked: ${error.message}` }]);
}

/** ssh-keygen says first what it does, and last what went wrong. */
const lastLine = (text: string): string => stripControl(text.trim().split('\n').at(-1) ?? '').slice(0, 300);
