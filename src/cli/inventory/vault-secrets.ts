import { basename, extname } from 'node:path';
import { UserError } from '../../base/user-error.ts';
import { readText } from '../read-text.ts';
import { askSecret } from '../terminal.ts';
import { runExecutable, runnable } from './run-executable.ts';
import type { VaultSecret } from './vault-format.ts';
import type { VaultOptions } from './vault-options.ts';

/** Where a password comes from: `prompt`, or a file. */
interface Source {
  readonly label: string;
  readonly from: string;
}

/** The vault passwords that the options name, in Ansible's order; whoever is asked is asked once. */
export async function vaultSecrets(options: VaultOptions): Promise<readonly VaultSecret[]> {
  const secrets: VaultSecret[] = [];
  for (const { label, from } of sourcesOf(options)) {
    const password = from === 'prompt' ? await ask(label) : fromFile(from, label);
    if (password === '')
      throw new UserError([{ code: 'no-vault-password', message: `the vault password of ${from} is empty` }]);
    secrets.push({ label, password });
  }
  return secrets;
}

function sourcesOf({ askVaultPass, vaultPasswordFile, vaultId = [] }: VaultOptions): readonly Source[] {
  const { ANSIBLE_VAULT_PASSWORD_FILE: usual = '' } = process.env;
  const files = vaultPasswordFile ?? (usual === '' ? [] : [usual]);
  return [
    ...vaultId.map((id) => {
      const [, label = 'default', from = id] = /^([^@]*)@(.*)$/s.exec(id) ?? [];
      return { label, from };
    }),
    ...files.map((from) => ({ label: 'default', from })),
    ...(askVaultPass === true ? [{ label: 'default', from: 'prompt' }] : []),
  ];
}

async function ask(label: string): Promise<string> {
  const password = await askSecret(`vault password${label === 'default' ? '' : ` (${label})`}: `);
  if (password !== null) return password;
  const message = 'a vault password is to be asked for, and nobody sits at this terminal';
  throw new UserError([{ code: 'no-terminal', message, hint: 'use --vault-password-file' }]);
}

/** A file that can be run prints the password; one called `…-client` is told for which label. */
function fromFile(file: string, label: string): string {
  const text = readText(file, 'vault password file');
  if (runnable(file) !== 'program') return text.trim();
  const isClient = basename(file, extname(file)).endsWith('-client');
  const printed = runExecutable(file, isClient ? ['--vault-id', label] : []);
  if (printed.ok) return printed.value.replaceAll(/^[\r\n]+|[\r\n]+$/g, '');
  const message = `the vault password file ${file} is a program, and it failed: ${printed.error}`;
  throw new UserError([{ code: 'vault-password-file-failed', message }]);
}
