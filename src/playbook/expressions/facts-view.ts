import { onceForEach } from '../../base/once-for-each.ts';
import type { Json, JsonObject } from '../../base/json.ts';
import type { HostFacts } from '../../facts/host-facts.ts';
import { poolsOf, poolValue } from '../../facts/pools.ts';
import type { NginxProgram } from '../../facts/programs.ts';
import { sitesOf } from '../../facts/sites.ts';
import type { Pool } from '../../facts/topology.ts';
import { type Address } from '../../formats/address.ts';
import { nginxUnit } from '../../plan/nginx-unit.ts';
import { unitIn } from '../../plan/world.ts';

/** What a playbook may know of a host, and what of that nobody knows, with the reason. docs/playbooks.md lists it. */
export interface FactsView {
  readonly facts: JsonObject;
  readonly unknown: Readonly<Record<string, string>>;
}

/** The names that a playbook may use below `facts`, whatever the host. */
export const FACTS_SHAPE: JsonObject = {
  hostname: '',
  kernel: '',
  os: { id: '', like: '', version: '', name: '' },
  memory: { total_mb: 0, available_mb: 0 },
  nginx: { version: '', config: '', unit: null, active: false, sound: true },
  fpm: [],
  pools: [],
  sites: [],
};

/** Makes the view: small, of plain words, and the same for the same facts. */
export const factsView = onceForEach((facts: HostFacts): FactsView => {
  const { identity, memory, nginx, fpm } = facts;
  const known: Record<string, Json> = {};
  const unknown: Record<string, string> = {};
  const put = (names: readonly string[], fact: HostFacts[keyof HostFacts], values: () => JsonObject): void => {
    if (fact.state === 'unknown') for (const name of names) unknown[name] = fact.why;
    else Object.assign(known, values());
  };
  put(['hostname', 'kernel', 'os'], identity, () =>
    identity.state === 'known'
      ? { hostname: identity.value.hostname, kernel: identity.value.kernel, os: { ...identity.value.os } }
      : { hostname: null, kernel: null, os: null },
  );
  put(['memory'], memory, () => ({
    memory:
      memory.state === 'known'
        ? { total_mb: megabytes(memory.value.totalKb), available_mb: megabytes(memory.value.availableKb) }
        : null,
  }));
  put(['nginx', 'sites'], nginx, () =>
    nginx.state === 'known'
      ? { nginx: nginxView(facts, nginx.value), sites: sitesView(nginx.value) }
      : { nginx: null, sites: [] },
  );
  put(['fpm', 'pools'], fpm, () => {
    const programs = fpm.state === 'known' ? fpm.value : [];
    return {
      fpm: programs.map(({ version, configPath, unit, test }) => ({
        version,
        config: configPath,
        unit,
        active: isActive(facts, unit),
        sound: test.passed,
      })),
      pools: poolsOf(programs).map(poolView),
    };
  });
  return { facts: known, unknown };
});

const megabytes = (kilobytes: number): number => Math.floor(kilobytes / 1024);

function nginxView(facts: HostFacts, { version, configPath, test }: NginxProgram): JsonObject {
  const unit = nginxUnit({ facts, planned: [] });
  return { version, config: configPath, unit, active: isActive(facts, unit), sound: test.passed };
}

const isActive = (facts: HostFacts, unit: string | null): boolean =>
  unit !== null && unitIn({ facts, planned: [] }, unit)?.active === 'active';

const sitesView = (nginx: NginxProgram): readonly JsonObject[] =>
  sitesOf(nginx).map(({ id, names, targets }) => ({
    name: id,
    names,
    passes_to: targets.flatMap(({ address }) => (address === null ? [] : [addressText(address)])),
  }));

function poolView(pool: Pool): JsonObject {
  const { name, version, unit, place, listen, options } = pool;
  const keys = [...new Set(options.map(({ key }) => key))];
  const most = Number(poolValue(pool, 'pm.max_children'));
  return {
    name,
    version,
    unit,
    file: place.file,
    listen: listen === null ? null : addressText(listen),
    max_children: Number.isInteger(most) && most > 0 ? most : null,
    options: Object.fromEntries(keys.filter((key) => !isPrivate(key)).map((key) => [key, poolValue(pool, key)])),
  };
}

/** What a pool hands to its scripts is theirs, and often secret. */
const isPrivate = (key: string): boolean => /^(?:env|php_(?:admin_)?(?:value|flag))\b/.test(key);

const addressText = (address: Address): string =>
  address.kind === 'unix' ? `unix:${address.path}` : `${address.host}:${address.port}`;
