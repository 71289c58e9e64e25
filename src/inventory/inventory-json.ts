import type { Json, JsonObject } from '../base/json.ts';
import { err, ok, type Result } from '../base/result.ts';
import type { Mistake } from '../base/user-error.ts';
import { didYouMean } from '../formats/nearest-word.ts';
import { REDACTED } from '../formats/secrets/redacted.ts';
import type { Group, Host, Inventory } from './inventory.ts';

/** The whole inventory as `ansible-inventory --list` prints it, keys sorted; empty groups and sections are left out. */
export function inventoryList({ groups, hosts }: Inventory): JsonObject {
  const hostvars = [...hosts.values()].map(shownHost).filter(({ vars }) => Object.keys(vars).length > 0);
  const sections = [...groups.values()].map((group) => [group.name, sectionsOf(group)] as const);
  return sorted({
    ...Object.fromEntries(sections.filter(([, section]) => Object.keys(section).length > 0)),
    _meta: { hostvars: Object.fromEntries(hostvars.map(({ name, vars }) => [name, vars])) },
  });
}

/** One host's variables as `ansible-inventory --host` prints them, keys sorted. */
export function inventoryHost({ hosts }: Inventory, name: string): Result<JsonObject, Mistake> {
  const host = hosts.get(name);
  if (host) return ok(sorted(shownHost(host).vars));
  const hint = didYouMean(name, hosts.keys());
  const message = `no host is named \`${name}\``;
  return err({ code: 'no-such-host', message, ...(hint === null ? {} : { hint }) });
}

/** What comes from files that are encrypted as a whole stays secret, where Ansible prints it. */
function shownHost(host: Host): Pick<Host, 'name' | 'vars'> {
  const { name, vars, secretVars } = host;
  if (secretVars === undefined) return host;
  const shown = Object.entries(vars).map(([each, value]) => [each, secretVars.has(each) ? REDACTED : value] as const);
  return { name, vars: Object.fromEntries(shown) };
}

function sectionsOf({ name, hosts, children }: Group): JsonObject {
  const inGroup = name === 'all' ? [] : hosts;
  return {
    ...(inGroup.length > 0 ? { hosts: inGroup } : {}),
    ...(children.length > 0 ? { children } : {}),
  };
}

function sorted(object: JsonObject): JsonObject {
  const names = Object.keys(object).sort();
  return Object.fromEntries(names.map((name) => [name, sortedValue(object[name] ?? null)]));
}

function sortedValue(value: Json): Json {
  if (Array.isArray(value)) return value.map(sortedValue);
  return isObject(value) ? sorted(value) : value;
}

const isObject = (value: Json): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
