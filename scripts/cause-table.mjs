// Precision and recall of the first finding over all faults of the lab: a fresh host is broken, looked at, and scored.
// With --image trixie (or another kind of docs/lab.md) on hosts of that kind. With --field only the situations that were rebuilt from reports, repaired besides, and never with a failing exit code.
import { execFileSync } from 'node:child_process';
import { parseArgs } from 'node:util';
import { faultsIn } from './cause-table/faults.mjs';
import { labFor } from './cause-table/lab.mjs';
import { scoreOf, totalsOf } from './cause-table/score.mjs';
import { treat } from './cause-table/treat.mjs';

const { values } = parseArgs({
  options: {
    hosts: { type: 'string', default: '4' },
    only: { type: 'string' },
    field: { type: 'boolean' },
    image: { type: 'string', default: 'bookworm' },
    keep: { type: 'boolean' },
    fleet: { type: 'string', default: 'cause-table' },
  },
});
const wanted = values.only?.split(',');
process.chdir(new URL('..', import.meta.url).pathname);
const faults = faultsIn('docker/faults').filter(
  ({ name, reported }) => (wanted?.includes(name) ?? true) && (reported !== null || !values.field),
);
const hosts = Array.from(
  { length: Math.min(Number(values.hosts), faults.length) },
  (_, index) => `web${String(index + 1).padStart(2, '0')}`,
);

execFileSync('node', ['scripts/build.mjs'], { stdio: 'inherit' });
process.env.SUTURE_LAB_IMAGE = values.image;
const fleet = labFor(values.fleet, values.keep);
if (!fleet.lab('up', String(hosts.length))) throw new Error('the lab did not come up');

const rows = [];
show('fault', 'cause', 'first finding', '');
for (let at = 0; at < faults.length; at += hosts.length) {
  const patients = faults.slice(at, at + hosts.length).map((fault, index) => ({ fault, host: hosts[index] }));
  for (const { host, fault } of patients)
    if (at > 0 || imageOf(fault) !== values.image) fleet.lab('heal', host, imageOf(fault));
  const took = await Promise.all(patients.map(({ fault, host }) => fleet.breakHost(host, fault.name)));
  const names = patients.map(({ host }) => host);
  const looked = fleet.suture(names, 'check');
  const treated = values.field ? await treat(fleet, patients) : [];
  for (const [index, { fault, host }] of patients.entries()) {
    const found = took[index] ? looked.find((each) => each.host === host) : undefined;
    const row = scoreOf(fault, found ?? { status: 'the fault did not take' });
    rows.push({ ...row, wrongly: treated[index] ?? [] });
    show(row.name, row.expected, row.first, verdictOn(rows.at(-1)));
  }
}

const { precision, recall, others, missed } = totalsOf(rows);
console.log(`\nfirst finding: precision ${precision}, recall ${recall}`);
console.log(`something else blamed on ${others} of ${rows.length} hosts, a cause missed on ${missed}`);
if (values.field) {
  const right = rows.filter((row) => verdictOn(row) === 'right').length;
  console.log(`right in everything: ${right} of ${rows.length}`);
} else {
  process.exitCode =
    rows.every(({ isRight, alsoBlamed }) => isRight && alsoBlamed.length === 0) && missed === 0 ? 0 : 1;
}

function imageOf({ image }) {
  return image === 'bookworm' ? values.image : image;
}

function show(fault, cause, first, verdict) {
  console.log(`${fault.padEnd(32)} ${cause.padEnd(36)} ${first.padEnd(26)} ${verdict}`.trimEnd());
}

function verdictOn({ isRight, grave, alsoBlamed, missed: lacking, wrongly }) {
  return [
    isRight ? 'right' : 'WRONG',
    ...(grave ? [] : ['severity is another']),
    ...(alsoBlamed.length > 0 ? [`also blamed: ${alsoBlamed.join(', ')}`] : []),
    ...(lacking.length > 0 ? [`missed: ${lacking.join(', ')}`] : []),
    ...wrongly,
  ].join('; ');
}
