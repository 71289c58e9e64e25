import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { showMistake, UserError } from '../../../src/base/user-error.ts';
import { openVault } from '../../../src/cli/inventory/vault.ts';
import { unseal } from '../../../src/cli/inventory/vault-format.ts';
import { loadInventory } from '../../../src/cli/load-inventory.ts';
import { connectionOf } from '../../../src/inventory/connection-of.ts';
import { inventoryHost, inventoryList } from '../../../src/inventory/inventory-json.ts';
import { jinja } from '../../../src/inventory/jinja.ts';

/** What ansible-vault of ansible-core 2.14.18 sealed. */
const VAULT = join(import.meta.dirname, '../../corpus/inventory/vault');
const dev = `dev@${VAULT}/dev.pass`;
const prod = `prod@${VAULT}/prod-client`;
const both = { inventory: [join(VAULT, 'hosts.yml'), join(VAULT, 'sealed.ini')], vaultId: [dev, prod] };

async function sealedVar(name: string): Promise<string> {
  const inventory = await loadInventory(both);
  const value = inventory.hosts.get('v1')?.vars[name];
  return (
    /"__ansible_vault":(".*")/.exec(JSON.stringify(value))?.[1]?.replace(/.*/, (text) => String(JSON.parse(text))) ?? ''
  );
}

describe('what Ansible Vault sealed', () => {
  test('is opened by the password of a file, and by one that a program prints for its label', async () => {
    const open = await openVault(both);
    expect(open(await sealedVar('ansible_password'))).toEqual({ ok: true, value: 'hunter2' });
    expect(open(await sealedVar('deep_secret'))).toEqual({ ok: true, value: 'ünï\nzwei' });
  });

  test('is opened by a password of another label too, which is tried last', async () => {
    const open = await openVault({ vaultPasswordFile: [`${VAULT}/dev.pass`] });
    expect(open(await sealedVar('ansible_password'))).toEqual({ ok: true, value: 'hunter2' });
  });

  test('serves a connection, also through a template and from a file that is sealed as a whole', async () => {
    const { hosts } = await loadInventory(both);
    const host = hosts.get('v1');
    if (host === undefined) throw new Error('no v1');
    const overrides = { defaultUser: 'me', home: '/', become: true, unseal: await openVault(both), render: jinja({}) };
    expect(connectionOf(host, overrides)).toMatchObject({
      ok: true,
      value: { address: 'v1.example.com', password: 'hunter2', become: { password: 's3cret become' } },
    });
  });

  test('is shown by no view', async () => {
    const inventory = await loadInventory(both);
    const shown = JSON.stringify([inventoryList(inventory), inventoryHost(inventory, 'v2')]);
    expect(shown).toContain('[redacted]');
    expect(shown).not.toMatch(/s3cret become|hunter2|zwei|abc|hidden/);
  });
});

describe('what can not be opened is said', () => {
  const one = '$ANSIBLE_VAULT;1.2;AES256;dev\n3132\n';
  const secret = { label: 'default', password: 'wrong' };
  test.each([
    [one, [], 'is encrypted by Ansible Vault, and no vault password is given'],
    [one, [secret], 'is damaged: this is not what Ansible Vault writes'],
    ['$ANSIBLE_VAULT;1.0;AES\n3132', [secret], "is in a format of Ansible Vault that isn't read here: 1.0 AES"],
    ['$ANSIBLE_VAULT', [secret], 'has no valid header of Ansible Vault'],
  ])('%j', (text, secrets, error) => expect(unseal(text, secrets)).toEqual({ ok: false, error }));

  test('with its label where the password is another', async () => {
    expect(unseal(await sealedVar('ansible_password'), [secret])).toEqual({
      ok: false,
      error: 'is encrypted by Ansible Vault (id dev), and no vault password that is given opens it',
    });
  });

  const hint = '\n  hint: give --ask-vault-pass, --vault-password-file FILE or --vault-id LABEL@FILE';
  const why = `this is encrypted by Ansible Vault, and no vault password is given${hint}`;

  test('of a source as such', async () => {
    const loading = loadInventory({ inventory: both.inventory });
    await expect(loading).rejects.toThrow(UserError);
    await expect(loading).rejects.toThrow(`${join(VAULT, 'sealed.ini')}:1:1: ${why}`);
  });

  test('of the vars of a group or host only where one needs it', async () => {
    const { hosts } = await loadInventory({ inventory: [join(VAULT, 'hosts.yml')] });
    const sealed = (name: string) => (hosts.get(name)?.sealed ?? []).map(showMistake);
    const said = (file: string) => `${join(VAULT, file)}:1:1: ${why}`;
    expect([...hosts.keys()].map((name) => [name, sealed(name)])).toEqual([
      ['v1', [said('group_vars/web/secret.yml')]],
      ['v2', [said('group_vars/web/secret.yml'), said('host_vars/v2.json')]],
    ]);
    const connection = connectionOf(hosts.get('v2')!, { defaultUser: 'me', home: '/' });
    expect(connection.ok ? [] : connection.error.map(showMistake)).toEqual(sealed('v2'));
  });
});

describe('a vault password that can not be had is a mistake', () => {
  test.each([
    [{ vaultPasswordFile: [join(VAULT, 'gone')] }, 'there is no such file'],
    [{ vaultId: [`x@/dev/null`] }, 'the vault password of /dev/null is empty'],
    [{ askVaultPass: true }, 'nobody sits at this terminal'],
  ])('%j', async (options, message) => {
    await expect(openVault(options)).rejects.toThrow(message);
  });
});
