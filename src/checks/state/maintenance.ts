import { type MaintenanceRule, maintenanceRulesOf } from '../../facts/maintenance-rules.ts';
import type { ReadableFacts } from '../../facts/known-facts.ts';
import type { SiteStatus } from '../../facts/network.ts';
import type { NginxProgram } from '../../facts/programs.ts';
import { routeTaking } from '../../facts/routes/route-taking.ts';
import { routesOf } from '../../facts/routes/routes.ts';
import type { Site } from '../../facts/topology.ts';
import type { Answered } from '../../facts/site-answers.ts';

/**
 * The rule of a site's own configuration that made nginx answer 503 by itself; undefined where PHP said that it had a part in
 * the answer, where the file that the rule wants isn't there, or where there is none.
 */
export function maintenanceOf(
  { id }: Pick<Site, 'id'>,
  { nginx, paths = [] }: Partial<Pick<ReadableFacts, 'nginx' | 'paths'>>,
  { status, answer }: SiteStatus,
  path: Answered['path'],
): MaintenanceRule | undefined {
  if (status !== 503 || nginx === undefined || answer?.byPhp === true) return undefined;
  const rules = maintenanceRulesOf(nginx, id);
  const isMissing = (flag: string): boolean => paths.some((each) => each.path === flag && each.kind === 'missing');
  return (
    rules.find(({ condition, flag }) => condition !== null && (flag === null || !isMissing(flag))) ??
    rules.find((each) => each.condition === null && mayTake(each, nginx, id, path))
  );
}

/** Whether a rule without a condition may be what answered a path: one of another location isn't. */
function mayTake({ rule, blocks }: MaintenanceRule, nginx: NginxProgram, site: string, path: string): boolean {
  const location = blocks.at(-1);
  if (location === undefined || location.name === 'server' || location.args[0]?.value.startsWith('@')) return true;
  const taking = routeTaking(nginx, site, path);
  const route = routesOf(nginx).find(({ id }) => id === taking);
  return (
    route === undefined ||
    (route.at.file === rule.file && route.at.line === rule.line && route.at.column === rule.column)
  );
}
