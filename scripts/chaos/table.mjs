/** What became of each fault's rounds, as a Markdown table. */
export function tableOf(rounds) {
  const names = [...new Set(rounds.map(({ fault }) => fault.name))].toSorted();
  const rows = names.map((name) =>
    row(
      name,
      rounds.filter(({ fault }) => fault.name === name),
    ),
  );
  return [
    '| fault | tried | as before | repaired | never came to it | lost |',
    '|---|---|---|---|---|---|',
    ...rows,
    row('**all**', rounds),
  ].join('\n');
}

function row(name, rounds) {
  const count = (isSo) => rounds.filter(isSo).length;
  const figures = [
    rounds.length,
    count(({ why, kind, where }) => why.length === 0 && kind === 'before' && where !== null),
    count(({ why, kind, where }) => why.length === 0 && kind === 'repaired' && where !== null),
    count(({ why, where }) => why.length === 0 && where === null),
    count(({ why }) => why.length > 0),
  ];
  return `| ${[name, ...figures].join(' | ')} |`;
}
