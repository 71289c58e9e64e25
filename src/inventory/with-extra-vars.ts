import type { Json } from '../base/json.ts';
import type { Place } from '../base/place.ts';
import type { Var } from './draft.ts';
import type { Host, Inventory } from './inventory.ts';

/** An inventory in which every host has these vars, over all of its own. */
export function withExtraVars(inventory: Inventory, extra: ReadonlyMap<string, Var>): Inventory {
  if (extra.size === 0) return inventory;
  const hosts = new Map([...inventory.hosts].map(([name, host]) => [name, withVars(host, extra)]));
  return { ...inventory, hosts, extraVars: extra };
}

/** A host with vars over all of its own. */
export function withVars(host: Host, extra: ReadonlyMap<string, Var>): Host {
  const { vars, varPlaces = new Map<string, Place>(), secretVars = new Set<string>() } = host;
  const values: Record<string, Json> = { ...vars };
  const places = new Map(varPlaces);
  const secret = new Set(secretVars);
  for (const [name, { value, place, isSecret }] of extra) {
    values[name] = value;
    places.set(name, place);
    if (isSecret === true) secret.add(name);
    else secret.delete(name);
  }
  return {
    ...host,
    vars: values,
    varPlaces: places,
    ...(secret.size === 0 && host.secretVars === undefined ? {} : { secretVars: secret }),
    extraVars: new Set(extra.keys()),
  };
}
