/**
 * Whether Suture and the oracle agree on a host: `agreed`, `missed` (called healthy while a route is broken), `elsewhere`
 * (no finding is about a broken site), `false alarm` (unhealthy, and all routes answer as they should), or `unjudged`.
 */
export function judge(answers, told) {
  const broken = answers.filter(({ inside, outside }) => !inside.well || !outside.well);
  const findings = (told.findings ?? []).filter(({ severity }) => severity !== 'notice');
  if (told.status !== 'healthy' && told.status !== 'unhealthy') return { verdict: 'unjudged', broken };
  if (broken.length === 0) return { verdict: told.status === 'healthy' ? 'agreed' : 'false alarm', broken };
  if (told.status === 'healthy') return { verdict: 'missed', broken };
  const isAbout = ({ sites = [], ...finding }, { route }) =>
    sites.some((site) => site.startsWith(`${route.site}:`)) ||
    JSON.stringify(finding).includes(route.asks ?? route.site);
  const unnamed = broken.filter((each) => !findings.some((finding) => isAbout(finding, each)));
  return { verdict: unnamed.length === 0 ? 'agreed' : 'elsewhere', broken, unnamed };
}
