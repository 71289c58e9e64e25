import type { ReadableFacts } from '../../facts/known-facts.ts';
import type { PhpKey } from '../../facts/php-setting.ts';
import { isUserIni } from '../../facts/php-setting.ts';
import { poolOption, poolValue } from '../../facts/pools.ts';
import { serversOf } from '../../facts/servers.ts';
import type { Pool } from '../../facts/topology.ts';
import { directiveEvidence, optionEvidence } from '../evidence/evidence.ts';
import type { Evidence } from '../finding.ts';
import { directivesWhere } from './directives-where.ts';

/** Somebody who sets a value of PHP's. */
export interface PhpSetter {
  readonly value: string;
  readonly evidence: Evidence;
  readonly by: 'php.ini' | 'site' | 'pool' | 'nginx';
  /** The site whose block of nginx's files says so. */
  readonly site: string | null;
}

/** Everybody who sets it for requests to these pools: what one site's parameters set stays in the worker. */
export function phpSetters(
  key: PhpKey,
  pools: readonly Pool[],
  {
    phpSettings,
    nginx,
    links = [],
  }: Pick<ReadableFacts, 'phpSettings'> & Partial<Pick<ReadableFacts, 'nginx' | 'links'>>,
): readonly PhpSetter[] {
  const written = phpSettings
    .filter((each) => each.key === key)
    .map(({ value, file, line }): PhpSetter => {
      const evidence = { source: file, line, text: `${key} = ${value}`, at: null };
      return { value, evidence, by: isUserIni(file) ? 'site' : 'php.ini', site: null };
    });
  const ofPools = pools.flatMap((pool) =>
    [`php_admin_value[${key}]`, `php_value[${key}]`].flatMap((name): readonly PhpSetter[] => {
      const option = poolOption(pool, name);
      const value = poolValue(pool, name);
      return option === undefined || value === null
        ? []
        : [{ value, evidence: optionEvidence(option), by: 'pool', site: null }];
    }),
  );
  const sharing = new Set(
    links
      .filter((link) => link.pools.some(({ id }) => pools.some((pool) => pool.id === id)))
      .map(({ target }) => target.site),
  );
  const ofSites = (nginx === undefined ? [] : serversOf(nginx))
    .filter(({ id }) => sharing.has(id))
    .flatMap(({ id, directive }) =>
      directivesWhere(
        directive,
        ({ name, args }) => name === 'fastcgi_param' && PARAMS.has(args[0]?.value ?? ''),
      ).flatMap((param): readonly PhpSetter[] => {
        const value = valueIn(param.args[1]?.value ?? '', key);
        return value === null ? [] : [{ value, evidence: directiveEvidence(param), by: 'nginx', site: id }];
      }),
    );
  return [...written, ...ofPools, ...ofSites];
}

/** Source: fpm_main.c, fastcgi_ini_parser. */
const PARAMS: ReadonlySet<string> = new Set(['PHP_ADMIN_VALUE', 'PHP_VALUE']);

/** Several settings stand on lines of their own. */
function valueIn(text: string, key: PhpKey): string | null {
  for (const line of text.split(/\\n|\n/)) {
    const at = line.indexOf('=');
    if (at > 0 && line.slice(0, at).trim() === key)
      return line
        .slice(at + 1)
        .trim()
        .replace(/^"(.*)"$/, '$1');
  }
  return null;
}

/** Whether a value may be what was written, in which nginx's variables stand for anything. */
export function isWrittenSo(value: string, written: string): boolean {
  const parts = written.split(/\$\{?\w+\}?/);
  let at = 0;
  for (const [index, part] of parts.entries()) {
    const found = index === 0 ? (value.startsWith(part) ? 0 : -1) : value.indexOf(part, at);
    if (found < 0) return false;
    at = found + part.length;
  }
  return parts.length > 1 ? parts.at(-1) === '' || at === value.length : at === value.length;
}
