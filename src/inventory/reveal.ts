import { isJsonList, type Json, type JsonObject } from '../base/json.ts';
import { allOf, err, ok, type Result } from '../base/result.ts';
import type { Mistake } from '../base/user-error.ts';
import { didYouMean } from '../formats/nearest-word.ts';
import { tellSecret } from '../formats/secrets/told-secrets.ts';
import type { Host } from './inventory.ts';
import { isTemplate, namesIn } from './template-names.ts';

/** Opens a text of Ansible Vault; the error is a part of a sentence. */
export type Unseal = (sealed: string) => Result<string, string>;

/** Renders a Jinja2 template with these names, and no other; what can't be resolved is an error, never a text. */
export type Render = (template: string, names: Readonly<Record<string, Json>>) => Result<string, Unrendered>;

/** Why a template can't be rendered, a part of a sentence, and what could be done. */
export type Unrendered = Pick<Mistake, 'message' | 'hint'>;

/** What it takes to make plain values of an inventory's sealed ones and of its templates. */
export interface Keys {
  readonly unseal?: Unseal;
  readonly render?: Render;
}

/** A var as it is used; `isSecret` where nobody may be shown it. */
export interface Revealed {
  readonly value: Json;
  readonly isSecret: boolean;
  /** A template made it. */
  readonly isRendered: boolean;
}

/** Why a var can't be had; the message is a part of a sentence. */
export type Hidden = Pick<Mistake, 'code' | 'message' | 'hint'>;

/** What can be done about a text that no password opens. */
export const VAULT_HINT = 'give --ask-vault-pass, --vault-password-file FILE or --vault-id LABEL@FILE';

/** A host's var with what is sealed in it opened, and its templates rendered; names in them are the host's own vars. */
export function reveal(host: Host, name: string, keys: Keys): Result<Revealed, Hidden> {
  const own = host.vars[name] ?? null;
  let isSecret = host.secretVars?.has(name) === true;
  if (typeof own !== 'object' && !(typeof own === 'string' && isTemplate(own))) {
    return ok({ value: own, isSecret, isRendered: false });
  }
  let isRendered = false;
  const names: Readonly<Record<string, Json>> = { ...host.vars, ...magicVars(host) };

  function revealName(each: string, within: readonly string[]): Result<Json, Hidden> {
    if (within.includes(each)) {
      const circle = [...within.slice(within.indexOf(each)), each].join(' → ');
      return err({ code: 'template', message: `is a template that needs itself: ${circle}` });
    }
    isSecret ||= host.secretVars?.has(each) === true;
    return revealValue(names[each] ?? null, [...within, each]);
  }

  function revealValue(value: Json, within: readonly string[]): Result<Json, Hidden> {
    if (typeof value === 'string') return isTemplate(value) ? renderText(value, within) : ok(value);
    if (typeof value !== 'object' || value === null) return ok(value);
    if (isJsonList(value)) return allOf(value.map((item) => revealValue(item, within)));
    const { __ansible_vault: sealed, __ansible_unsafe: unsafe } = value;
    if (typeof unsafe === 'string') return ok(unsafe);
    if (typeof sealed === 'string') return open(sealed, within);
    const entries = Object.entries(value);
    const values = allOf(entries.map(([, each]) => revealValue(each, within)));
    return values.ok
      ? ok(Object.fromEntries(entries.map(([key], index) => [key, values.value[index] ?? null])))
      : values;
  }

  /** As in Ansible, what is sealed may be a template. */
  function open(sealed: string, within: readonly string[]): Result<Json, Hidden> {
    isSecret = true;
    const opened = keys.unseal?.(sealed) ?? err('is encrypted by Ansible Vault, and no vault password is given');
    if (!opened.ok) return err({ code: 'vault', message: opened.error, hint: VAULT_HINT });
    return revealValue(opened.value, within);
  }

  function renderText(template: string, within: readonly string[]): Result<Json, Hidden> {
    const used = namesIn(template);
    const known: Record<string, Json> = {};
    for (const each of used.filter((word) => Object.hasOwn(names, word))) {
      const found = revealName(each, within);
      if (!found.ok) return found;
      known[each] = found.value;
    }
    isRendered = true;
    const rendered = (keys.render ?? noEngine)(template, known);
    if (rendered.ok) return rendered;
    const missing = used.find((word) => !Object.hasOwn(names, word));
    const isUndefined = rendered.error.message.includes('undefined') && missing !== undefined;
    const why = isUndefined ? `\`${missing}\` is not defined for this host` : rendered.error.message;
    const hint = isUndefined ? didYouMean(missing, Object.keys(names)) : (rendered.error.hint ?? null);
    const message = `is a template that can't be rendered: ${why}`;
    return err({ code: 'template', message, ...(hint === null ? {} : { hint }) });
  }

  const found = revealName(name, []);
  if (!found.ok) return found;
  if (isSecret) tellAll(found.value);
  return ok({ value: found.value, isSecret, isRendered });
}

/** What was sealed is redacted wherever it turns up. */
function tellAll(value: Json): void {
  if (typeof value === 'string') tellSecret(value);
  else if (typeof value === 'object' && value !== null) Object.values(value).forEach(tellAll);
}

const noEngine: Render = () => err({ message: 'there is nothing here that renders templates' });

/** The names that Ansible gives every host, of those that need no look at other hosts. */
function magicVars({ name, groups, place }: Host): JsonObject {
  const isAddress = /^[0-9.]+$|:/.test(name);
  const slash = place.file.lastIndexOf('/');
  return {
    inventory_hostname: name,
    inventory_hostname_short: isAddress ? name : (name.split('.')[0] ?? name),
    group_names: groups.filter((group) => group !== 'all').sort(),
    inventory_file: place.file,
    inventory_dir: slash < 0 ? '.' : place.file.slice(0, Math.max(slash, 1)),
  };
}
