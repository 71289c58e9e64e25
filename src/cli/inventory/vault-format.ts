import { createDecipheriv, createHmac, pbkdf2Sync, timingSafeEqual } from 'node:crypto';
import { err, ok, type Result } from '../../base/result.ts';

/** A vault password, and the label that says which texts it is for. */
export interface VaultSecret {
  readonly label: string;
  readonly password: string;
}

const HEADER = /^\$ANSIBLE_VAULT;(1\.[0-9]);([A-Za-z0-9]+)(?:;([^\r\n;]+))?\s*$/;

/** Whether a text is one that Ansible Vault encrypted. */
export const isSealed = (text: string): boolean => text.startsWith('$ANSIBLE_VAULT;');

/**
 * Opens a text of Ansible Vault (formats 1.1 and 1.2, AES256), trying the passwords of its own label first. The error is a
 * part of a sentence. Source: Ansible, parsing/vault/__init__.py.
 */
export function unseal(text: string, secrets: readonly VaultSecret[]): Result<string, string> {
  const [head = '', ...lines] = text
    .trim()
    .split(/\r?\n/)
    .map((line) => line.trim());
  const [, version, cipher, label = 'default'] = HEADER.exec(head) ?? [];
  if (version === undefined || cipher === undefined) return err('has no valid header of Ansible Vault');
  if (!['1.1', '1.2'].includes(version) || cipher !== 'AES256') {
    return err(`is in a format of Ansible Vault that isn't read here: ${version} ${cipher}`);
  }
  if (secrets.length === 0) return err('is encrypted by Ansible Vault, and no vault password is given');
  const [salt, mac, sealed] = unhex(lines.join('')).toString('latin1').split('\n').map(unhex);
  if (salt === undefined || mac === undefined || sealed === undefined || mac.length !== 32) {
    return err('is damaged: this is not what Ansible Vault writes');
  }
  const own = secrets.filter((secret) => secret.label === label);
  for (const { password } of [...own, ...secrets.filter((secret) => secret.label !== label)]) {
    const keys = pbkdf2Sync(password, salt, 10_000, 80, 'sha256');
    const expected = createHmac('sha256', keys.subarray(32, 64)).update(sealed).digest();
    if (!timingSafeEqual(expected, mac)) continue;
    const cipherStream = createDecipheriv('aes-256-ctr', keys.subarray(0, 32), keys.subarray(64));
    const padded = Buffer.concat([cipherStream.update(sealed), cipherStream.final()]);
    return ok(padded.subarray(0, padded.length - (padded.at(-1) ?? 0)).toString('utf8'));
  }
  return err(`is encrypted by Ansible Vault (id ${label}), and no vault password that is given opens it`);
}

const unhex = (text: string): Buffer => Buffer.from(text, 'hex');
