const median = (numbers) => [...numbers].sort((one, other) => one - other)[Math.floor(numbers.length / 2)];
const number = (value, digits) => value.toFixed(digits).padStart(8);
const row = (title, cells) => `${title.padEnd(56)}${cells.join('')}`;

/** The titles of the columns. */
export const heading = (pairs) =>
  `${row(
    `medians of ${pairs}`,
    ['ours, ms', 'theirs, ms', 'ratio of each pair: median (least … most)'].map((title) => `  ${title}`),
  )}`;

/** What two commands took, and how their runs compare, each with its neighbour. */
export function comparison(title, { ours, theirs }, figure) {
  const ratios = ours.map((one, index) => one[figure] / theirs[index][figure]);
  const spread = `  ${number(median(ratios), 2)} (${Math.min(...ratios).toFixed(2)} … ${Math.max(...ratios).toFixed(2)})`;
  return row(title, [of(ours, figure), `    ${of(theirs, figure)}`, spread]);
}

/** What one thing took. */
export const line = (title, runs, figure) => row(title, [of(runs, figure)]);

/** What was counted, in no unit of time. */
export const counted = (title, count) => row(title, [`  ${number(count, 0)}`]);

const of = (runs, figure) => `  ${number(median(runs.map((run) => run[figure])), 1)}`;
