import { showPlace } from '../base/place.ts';
import { err, ok } from '../base/result.ts';
import { type Mistake, UserError } from '../base/user-error.ts';
import { didYouMean } from '../formats/nearest-word.ts';
import type { Host } from '../inventory/inventory.ts';
import { type Keys, reveal } from '../inventory/reveal.ts';
import type { Evaluation, HostVars } from '../playbook/expressions/scope.ts';
import type { PlayStep } from '../playbook/playbook.ts';
import type { EngineMistakes } from '../playbook/check-expressions.ts';
import { sortMistakes } from '../formats/yaml/sort-mistakes.ts';
import { freeNames } from '../playbook/undefined-names.ts';
import { engineMistakes } from './engine-mistakes.ts';
import { refuseSealed } from './refuse-sealed.ts';
import { openVault } from './inventory/vault.ts';
import type { VaultOptions } from './inventory/vault-options.ts';

/**
 * Makes ready to evaluate the expressions of each host's steps; null for a host without any. The template engine is
 * loaded only where there are some. Throws a UserError with all that is wrong whatever the hosts say.
 */
export async function evaluationsFor(
  hosts: readonly Host[],
  stepsFor: (host: string) => readonly PlayStep[],
  options: VaultOptions,
): Promise<(host: string) => Evaluation | null> {
  const needing = hosts.filter(({ name }) => stepsFor(name).some(hasExpressions));
  if (needing.length === 0) return () => null;
  refuseSealed(needing);
  const { jinja } = await import('../inventory/jinja.ts');
  const render = jinja(process.env);
  const keys: Keys = { unseal: await openVault(options), render };
  const vars = new Map(needing.map((host) => [host.name, hostVars(host, keys)]));
  const steps = [...new Set(needing.flatMap(({ name }) => stepsFor(name)))];
  const unreadable = unreadableIn(steps, engineMistakes(render));
  if (unreadable.length > 0) throw new UserError(sortMistakes(unreadable));
  const mistakes = undefinedNames(needing, stepsFor, vars);
  if (mistakes.length > 0) throw new UserError(sortMistakes(mistakes));
  return (name) => {
    const known = vars.get(name);
    return known === undefined ? null : { render, hostVars: known };
  };
}

const hasExpressions = ({ expressions, loop }: PlayStep): boolean => expressions !== undefined || loop !== undefined;

/** What the template engine can't read or doesn't know, each text once. */
function unreadableIn(steps: readonly PlayStep[], mistakesIn: EngineMistakes): readonly Mistake[] {
  const all = new Map(steps.flatMap(({ expressions }) => [...(expressions ?? [])]));
  return [...all.values()].flatMap(mistakesIn);
}

/** Names that are defined neither in the playbook nor for some host; each place once, with the first such host. */
function undefinedNames(
  hosts: readonly Host[],
  stepsFor: (host: string) => readonly PlayStep[],
  vars: ReadonlyMap<string, HostVars>,
): readonly Mistake[] {
  const free = new Map(hosts.map(({ name }) => [stepsFor(name), freeNames(stepsFor(name))]));
  const mistakes = new Map<string, Mistake>();
  for (const host of hosts) {
    const known = new Set(vars.get(host.name)?.names());
    for (const { name, place } of free.get(stepsFor(host.name)) ?? []) {
      const key = showPlace(place);
      if (known.has(name) || mistakes.has(key)) continue;
      const own = stepsFor(host.name).flatMap(({ vars: defined = {} }) => Object.keys(defined));
      const hint = didYouMean(name, ['facts', 'finding', 'vars', 'item', ...own, ...known]);
      const message = `\`${name}\` is not defined for ${host.name}`;
      mistakes.set(key, { code: 'undefined-name', message, place, ...(hint === null ? {} : { hint }) });
    }
  }
  return [...mistakes.values()];
}

function hostVars(host: Host, keys: Keys): HostVars {
  const own = { inventory_hostname: host.name, group_names: host.groups.filter((group) => group !== 'all').toSorted() };
  const names = [...Object.keys(own), ...Object.keys(host.vars)];
  return {
    names: () => names,
    overrides: (name) => host.extraVars?.has(name) === true,
    valueOf: (name) => {
      if (name === 'inventory_hostname') return ok(own.inventory_hostname);
      if (name === 'group_names') return ok(own.group_names);
      const revealed = reveal(host, name, keys);
      if (!revealed.ok) return err(revealed.error.message);
      return revealed.value.isSecret
        ? err("is secret, and a playbook's values are shown in plans")
        : ok(revealed.value.value);
    },
  };
}
