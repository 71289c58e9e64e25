import { type Finding, findingKey, type Severity } from './finding.ts';

const SEVERITIES: readonly Severity[] = ['critical', 'warning', 'notice'];

/**
 * Keeps of `because` what was found, and puts root causes before their symptoms, the worse before the less bad, then
 * by the causes' own order.
 */
export function rootCausesFirst(findings: readonly Finding[], order: readonly string[]): readonly Finding[] {
  const found = new Map(findings.map((finding) => [findingKey(finding), finding]));
  const linked = findings.map((finding) => ({
    ...finding,
    because: [...new Set(finding.because)].filter((key) => found.has(key) && key !== findingKey(finding)),
  }));
  const depths = depthsOf(new Map(linked.map((finding) => [findingKey(finding), finding.because])));
  const rank = (finding: Finding): readonly number[] => [
    depths.get(findingKey(finding)) ?? 0,
    SEVERITIES.indexOf(finding.severity),
    order.indexOf(finding.cause),
  ];
  return linked.toSorted((one, other) => compare(rank(one), rank(other)) || (one.subject < other.subject ? -1 : 1));
}

/**
 * What is no mystery: a site that another finding calls broken needs no `unexplained-502` as well. That an answer isn't the
 * expected one explains nothing.
 */
export function dropExplained(findings: readonly Finding[], mystery: string): readonly Finding[] {
  const explained = new Set(
    findings
      .filter(({ cause, severity }) => cause !== mystery && cause !== 'expectation-missed' && severity === 'critical')
      .flatMap(({ sites }) => sites),
  );
  return findings.filter(({ cause, sites }) => cause !== mystery || !sites.every((site) => explained.has(site)));
}

/** How many findings stand between each one and its root; a circle counts once. */
function depthsOf(because: ReadonlyMap<string, readonly string[]>): ReadonlyMap<string, number> {
  const depths = new Map<string, number>();
  const depthOf = (key: string, above: readonly string[]): number => {
    const known = depths.get(key);
    if (known !== undefined) return known;
    const roots = (because.get(key) ?? []).filter((root) => !above.includes(root));
    const depth = roots.reduce((most, root) => Math.max(most, depthOf(root, [...above, key]) + 1), 0);
    depths.set(key, depth);
    return depth;
  };
  for (const key of because.keys()) depthOf(key, [key]);
  return depths;
}

const compare = (one: readonly number[], other: readonly number[]): number =>
  one.reduce((sofar, value, index) => sofar || value - (other[index] ?? 0), 0);
