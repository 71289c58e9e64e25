import type { Result } from '../../base/result.ts';
import { unseal } from './vault-format.ts';
import { type VaultOptions, vaultSecrets } from './vault-secrets.ts';

/** Opens what Ansible Vault encrypted; the error is a part of a sentence that begins with what it is. */
export type OpenSealed = (text: string) => Result<string, string>;

/** What can be done about a text that no password opens. */
export const VAULT_HINT = 'give --ask-vault-pass, --vault-password-file FILE or --vault-id LABEL@FILE';

const opened = new Map<string, Promise<OpenSealed>>();

/** The vault that the options' passwords open; for the same options once, since somebody may be asked for one. */
export function openVault({ askVaultPass, vaultPasswordFile, vaultId }: VaultOptions): Promise<OpenSealed> {
  const key = JSON.stringify([askVaultPass, vaultPasswordFile, vaultId, process.env['ANSIBLE_VAULT_PASSWORD_FILE']]);
  const known = opened.get(key) ?? opener({ askVaultPass, vaultPasswordFile, vaultId } as VaultOptions);
  opened.set(key, known);
  return known;
}

/** One text often stands for many hosts, and each opening costs 10 ms on purpose. */
async function opener(options: VaultOptions): Promise<OpenSealed> {
  const secrets = await vaultSecrets(options);
  const known = new Map<string, ReturnType<OpenSealed>>();
  return (text) => {
    const answer = known.get(text) ?? unseal(text, secrets);
    known.set(text, answer);
    return answer;
  };
}
