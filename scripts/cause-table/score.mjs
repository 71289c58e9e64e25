/** What a look at a broken host came to: was the first finding the right one, what else was blamed, what was missed. */
export function scoreOf({ name, causes, notice }, host) {
  const findings = host.findings ?? [];
  // A symptom is told as one, and a notice leaves its host healthy: neither is blamed.
  const roots = findings.filter(({ because, severity }) => because.length === 0 && severity !== 'notice');
  const named = findings.map(({ cause }) => cause);
  const reached = host.status === 'healthy' || host.status === 'unhealthy';
  return {
    name,
    expected: causes.join(', ') || '(healthy)',
    first: reached ? (roots[0]?.cause ?? '(healthy)') : host.status,
    isRight: reached && (roots[0]?.cause ?? '') === (causes[0] ?? ''),
    isSick: causes.length > 0,
    blames: roots.length > 0,
    alsoBlamed: [...new Set(roots.map(({ cause }) => cause).filter((cause) => !causes.includes(cause)))],
    missed: [...causes, ...(notice === '' ? [] : [notice])].filter((cause) => !named.includes(cause)),
  };
}

/** Precision and recall of the first finding, in percent, and how many hosts had somebody else blamed as well. */
export function totalsOf(rows) {
  const right = rows.filter(({ isSick, isRight }) => isSick && isRight).length;
  const percent = (part, whole) => (whole === 0 ? '–' : `${((100 * part) / whole).toFixed(1)} %`);
  const blaming = rows.filter(({ blames }) => blames).length;
  const sick = rows.filter(({ isSick }) => isSick).length;
  return {
    precision: `${percent(right, blaming)} (${right} of ${blaming} hosts that were called sick)`,
    recall: `${percent(right, sick)} (${right} of ${sick} hosts that were sick)`,
    others: rows.filter(({ alsoBlamed }) => alsoBlamed.length > 0).length,
    missed: rows.filter(({ missed }) => missed.length > 0).length,
  };
}
