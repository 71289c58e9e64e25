// Precision and recall of the first finding over all faults of the lab: a fresh host is broken, looked at, and scored.
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { parseArgs } from 'node:util';
import { faultsIn } from './cause-table/faults.mjs';
import { scoreOf, totalsOf } from './cause-table/score.mjs';

const { values } = parseArgs({
  options: { hosts: { type: 'string', default: '4' }, only: { type: 'string' }, keep: { type: 'boolean' } },
});
const wanted = values.only?.split(',');
process.chdir(new URL('..', import.meta.url).pathname);
const faults = faultsIn('docker/faults').filter(({ name }) => wanted === undefined || wanted.includes(name));
const hosts = Array.from(
  { length: Math.min(Number(values.hosts), faults.length) },
  (_, index) => `web${String(index + 1).padStart(2, '0')}`,
);

const env = { ...process.env, SUTURE_LAB: 'cause-table' };
const lab = (...words) => spawnSync('docker/lab', words, { stdio: ['ignore', 'ignore', 'inherit'], env }).status === 0;
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => process.exit(1));
process.on('exit', () => values.keep || lab('down'));
execFileSync('node', ['scripts/build.mjs'], { stdio: 'inherit' });
if (!lab('up', String(hosts.length))) throw new Error('the lab did not come up');

const rows = [];
show('fault', 'cause', 'first finding', '');
for (let at = 0; at < faults.length; at += hosts.length) {
  const patients = faults.slice(at, at + hosts.length).map((fault, index) => ({ fault, host: hosts[index] }));
  if (at > 0) for (const { host } of patients) lab('heal', host);
  const took = await Promise.all(patients.map(({ fault, host }) => breakHost(host, fault.name)));
  const looked = check(patients.map(({ host }) => host));
  for (const [index, { fault, host }] of patients.entries()) {
    const found = took[index] ? looked.find((each) => each.host === host) : undefined;
    const row = scoreOf(fault, found ?? { status: 'the fault did not take' });
    rows.push(row);
    show(row.name, row.expected, row.first, verdictOn(row));
  }
}

const { precision, recall, others, missed } = totalsOf(rows);
console.log(`\nfirst finding: precision ${precision}, recall ${recall}`);
console.log(`something else blamed on ${others} of ${rows.length} hosts, a cause missed on ${missed}`);
process.exitCode = rows.every(({ isRight, alsoBlamed }) => isRight && alsoBlamed.length === 0) && missed === 0 ? 0 : 1;

function show(fault, cause, first, verdict) {
  console.log(`${fault.padEnd(32)} ${cause.padEnd(36)} ${first.padEnd(26)} ${verdict}`.trimEnd());
}

function verdictOn({ isRight, alsoBlamed, missed: lacking }) {
  return [
    isRight ? 'right' : 'WRONG',
    ...(alsoBlamed.length > 0 ? [`also blamed: ${alsoBlamed.join(', ')}`] : []),
    ...(lacking.length > 0 ? [`missed: ${lacking.join(', ')}`] : []),
  ].join('; ');
}

async function breakHost(host, fault) {
  const child = spawn('docker/lab', ['break', host, fault], { stdio: ['ignore', 'ignore', 'inherit'], env });
  const [status] = await once(child, 'exit');
  return status === 0;
}

function check(names) {
  const state = '.lab/cause-table';
  const words = ['dist/suture.js', 'check', '-o', 'json', '--limit', names.join(',')];
  const fleet = ['-i', `${state}/inventory.yml`, '--known-hosts', `${state}/known_hosts`];
  const { stdout, stderr } = spawnSync('node', [...words, ...fleet], { encoding: 'utf8', maxBuffer: 1e9 });
  if (!stdout.startsWith('{')) throw new Error(stderr);
  return JSON.parse(stdout).hosts;
}
