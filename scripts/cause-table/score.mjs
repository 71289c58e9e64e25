/** What a look at a broken host came to: was the first finding the right one, what else was blamed, what was missed. */
export function scoreOf({ name, causes, notice, reported }, host) {
  const findings = host.findings ?? [];
  // A symptom is told as one, and a notice leaves its host healthy: neither is blamed.
  const roots = findings.filter(({ because, severity }) => because.length === 0 && severity !== 'notice');
  const named = findings.map(({ cause }) => cause);
  const reached = host.status === 'healthy' || host.status === 'unhealthy';
  const first = roots[0]?.cause ?? 'none';
  const firsts = reported?.causes ?? [causes[0] ?? 'none'];
  const expected = reported === null ? causes : reported.causes;
  return {
    name,
    expected: (reported === null ? causes.join(', ') : reported.causes[0]).replace(/^(none)?$/, '(healthy)'),
    first: reached ? (roots[0]?.cause ?? '(healthy)') : host.status,
    isRight: reached && firsts.includes(first),
    isSick: !firsts.includes('none'),
    blames: roots.length > 0,
    grave: !reported?.severity || roots.length === 0 || roots[0].severity === reported.severity,
    alsoBlamed: [...new Set(roots.map(({ cause }) => cause).filter((cause) => !expected.includes(cause)))],
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
