import type { Unseal } from '../../inventory/reveal.ts';
import { unseal } from './vault-format.ts';
import type { VaultOptions } from './vault-options.ts';
import { vaultSecrets } from './vault-secrets.ts';

const opened = new Map<string, Promise<Unseal>>();

/** The vault that the options' passwords open; for the same options once, since somebody may be asked for one. */
export function openVault({ askVaultPass, vaultPasswordFile, vaultId }: VaultOptions): Promise<Unseal> {
  const key = JSON.stringify([askVaultPass, vaultPasswordFile, vaultId, process.env['ANSIBLE_VAULT_PASSWORD_FILE']]);
  const known = opened.get(key) ?? opener({ askVaultPass, vaultPasswordFile, vaultId } as VaultOptions);
  opened.set(key, known);
  return known;
}

/** One text often stands for many hosts, and each opening costs 10 ms on purpose. */
async function opener(options: VaultOptions): Promise<Unseal> {
  const secrets = await vaultSecrets(options);
  const known = new Map<string, ReturnType<Unseal>>();
  return (text) => {
    const answer = known.get(text) ?? unseal(text, secrets);
    known.set(text, answer);
    return answer;
  };
}
