import { existsSync } from 'node:fs';
import { dirname } from 'node:path';
import { UserError } from '../base/user-error.ts';
import { tellSecretsIn } from '../formats/secrets/told-secrets.ts';
import type { Host, Inventory } from '../inventory/inventory.ts';
import { localInventory } from '../inventory/local-inventory.ts';
import { parseInventory } from '../inventory/parse-inventory.ts';
import { select } from '../inventory/select.ts';
import { withExtraVars } from '../inventory/with-extra-vars.ts';
import { extraVars } from './inventory/extra-vars.ts';
import { fileReader } from './inventory/file-reader.ts';
import { findSources } from './inventory/find-sources.ts';
import { findVarsFolders } from './inventory/find-vars-folders.ts';
import { openVault } from './inventory/vault.ts';
import type { VaultOptions } from './inventory/vault-options.ts';
import { readTextIfThere } from './read-text.ts';

/** Which inventory a command works on. */
export interface InventoryOptions extends VaultOptions {
  readonly inventory?: readonly string[];
  readonly limit?: string;
  readonly local?: boolean;
  /** As `-e` was given: pairs, mappings, and files after `@`. */
  readonly extraVars?: readonly string[];
  /** Where the playbook is, whose group_vars/ and host_vars/ count too. */
  readonly playbookDir?: string;
}

/** Reads the inventory that the options, the environment or the usual places name. */
export async function loadInventory(options: InventoryOptions): Promise<Inventory> {
  const open = await openVault(options);
  const extra = extraVars(options.extraVars ?? [], fileReader(open, 'vars file'));
  for (const [name, { value }] of extra) tellSecretsIn(name, value);
  if (options.local === true) return withExtraVars(localInventory(), extra);
  const reader = fileReader(open);
  const paths = inventoryFiles(options.inventory);
  const sources = paths.flatMap((path) => findSources(path, reader));
  const inventory = parseInventory(sources, findVarsFolders(paths, options.playbookDir, reader), reader.mistakes);
  for (const { vars } of inventory.hosts.values()) tellSecretsIn('', vars);
  return withExtraVars(inventory, extra);
}

/** The options under which hosts have the vars that a playbook's folder gives them, too. */
export const besidePlaybook = (options: InventoryOptions, playbook: string | null): InventoryOptions =>
  playbook === null ? options : { ...options, playbookDir: dirname(playbook) };

function inventoryFiles(given: readonly string[] | undefined): readonly string[] {
  if (given !== undefined) return given;
  const { SUTURE_INVENTORY: named } = process.env;
  if (named !== undefined && named !== '') return [named];
  const usual = ['inventory.yml', '/etc/suture/inventory.yml'];
  const found = usual.find((file) => existsSync(file));
  if (found !== undefined) return [found];
  const message = `there is no inventory: neither -i, nor $SUTURE_INVENTORY, nor ${usual.join(' or ')}`;
  throw new UserError([{ code: 'no-inventory', message, hint: 'inventory.example.yml shows what one looks like' }]);
}

/**
 * The hosts that a pattern selects, in its order, cut down by the limit as Ansible does it; an empty selection is a mistake,
 * never all hosts.
 */
export function selectHosts(inventory: Inventory, pattern: string, limit?: string): readonly Host[] {
  const hosts = selectBy(inventory, pattern);
  if (limit === undefined) return hosts;
  const within = new Set(selectBy(inventory, limit));
  const left = hosts.filter((host) => within.has(host));
  if (left.length > 0) return left;
  const message = `no host is in both ${JSON.stringify(pattern)} and the limit ${JSON.stringify(limit)}`;
  throw new UserError([{ code: 'no-host-matches', message }]);
}

function selectBy(inventory: Inventory, pattern: string): readonly Host[] {
  const selected = select(inventory, pattern, readTextIfThere);
  if (!selected.ok) throw new UserError(selected.error);
  const { hosts, unmatched } = selected.value;
  for (const part of unmatched)
    process.stderr.write(`suture: nothing matches ${JSON.stringify(part)} in the pattern\n`);
  return hosts;
}
