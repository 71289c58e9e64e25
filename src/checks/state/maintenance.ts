import type { Directive } from '../../formats/nginx/directive.ts';
import type { ReadableFacts } from '../../facts/known-facts.ts';
import type { SiteStatus } from '../../facts/network.ts';
import { serversOf } from '../../facts/servers.ts';
import type { Site } from '../../facts/topology.ts';
import { directivesWhere } from './directives-where.ts';

/** The rule by which nginx itself answers with 503, and the condition that it stands under, if any. */
export interface Maintenance {
  readonly rule: Directive;
  readonly condition: Directive | null;
}

/**
 * The rule of a site's own configuration that made nginx answer 503 by itself; undefined where PHP said that it had a part in
 * the answer, or where there is none.
 */
export function maintenanceOf(
  { id }: Pick<Site, 'id'>,
  { nginx }: Partial<Pick<ReadableFacts, 'nginx'>>,
  { status, answer }: SiteStatus,
): Maintenance | undefined {
  if (status !== 503 || nginx === undefined || answer?.byPhp === true) return undefined;
  const server = serversOf(nginx).find((each) => each.id === id)?.directive;
  const conditions = directivesWhere(server, ({ name, children }) => name === 'if' && (children ?? []).some(is503));
  const [condition] = conditions;
  const guarded = condition?.children?.find(is503);
  if (condition !== undefined && guarded !== undefined) return { rule: guarded, condition };
  const [rule] = directivesWhere(server, is503);
  return rule === undefined ? undefined : { rule, condition: null };
}

const is503 = ({ name, args }: Directive): boolean => name === 'return' && args[0]?.value === '503';
