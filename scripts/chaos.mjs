// Breaks repairs at drawn moments on lab hosts, and looks whether each host is as before or repaired. See docs/reliability.md.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { everyRound, roundOf } from './chaos/draw.mjs';
import { faults } from './chaos/faults.mjs';
import { openHost } from './chaos/host.mjs';
import { showMoment } from './chaos/moment.mjs';
import { playRound } from './chaos/round.mjs';
import { scenarios } from './chaos/scenarios.mjs';
import { tableOf } from './chaos/table.mjs';

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '20' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
    only: { type: 'string' },
    every: { type: 'string' },
    hosts: { type: 'string', default: '3' },
    keep: { type: 'boolean' },
  },
});
insist('--only', values.only, faults, values.every !== undefined);
insist('--every', values.every, scenarios, false);
const seed = Number(values.seed);
const rounds =
  values.every === undefined
    ? Array.from({ length: Number(values.rounds) }, (_, index) => roundOf(seed + index, values.only))
    : everyRound(values.only, values.every);
process.chdir(new URL('..', import.meta.url).pathname);
if (!existsSync('dist/suture.js')) throw new Error('dist/ is missing: npm run build');
const fleet = process.env.SUTURE_LAB ?? 'chaos';
const lab = (...words) => {
  const { status } = spawnSync('docker/lab', words, {
    stdio: ['ignore', 'ignore', 'inherit'],
    env: { ...process.env, SUTURE_LAB: fleet },
  });
  if (status !== 0) throw new Error(`docker/lab ${words.join(' ')} failed`);
};
const takeDown = () => values.keep || lab('down');
for (const signal of ['SIGINT', 'SIGTERM']) {
  process.on(signal, () => {
    takeDown();
    process.exit(1);
  });
}
const count = Math.min(Number(values.hosts), rounds.length);
lab('up', String(count));

const what = values.every === undefined ? `from seed ${seed} on` : `of "${values.only}" on ${values.every}`;
console.log(`${rounds.length} rounds ${what}`);
const played = [];
let next = 0;
const hosts = Array.from({ length: count }, (_, index) => play(`web0${index + 1}`));
await Promise.all(hosts).catch((error) => {
  takeDown();
  throw error;
});
takeDown();
console.log(`\n${tableOf(played)}`);
process.exitCode = played.every(({ why }) => why.length === 0) ? 0 : 1;

/** Whoever misspells a name is told all of them. */
function insist(option, name, known, isNeeded) {
  if ((name === undefined && !isNeeded) || known.some((each) => each.name === name)) return;
  console.error(`${option} takes one of:\n  ${known.map((each) => each.name).join('\n  ')}`);
  process.exit(2);
}

async function play(name) {
  const host = await openHost(fleet, name);
  while (next < rounds.length) {
    const drawn = rounds[next++];
    const began = performance.now();
    const ended = await playRound(host, drawn).catch((error) => ({
      kind: 'lost',
      where: null,
      settledBy: '',
      told: [],
      why: [`the round itself failed: ${error.stack}`],
    }));
    played.push({ ...drawn, ...ended });
    console.log(lineOf({ ...drawn, ...ended, seconds: (performance.now() - began) / 1000 }));
  }
  host.close();
}

function lineOf({ seed: own, scenario, fault, moment, where, kind, told, settledBy, seconds, why }) {
  const said = told.map(({ host, signal }) => host?.status ?? signal ?? 'nothing').join(' + ');
  const words = [
    `${own}`.padStart(6),
    `${seconds.toFixed(1)} s`.padStart(7),
    (why.length > 0 ? 'LOST' : kind).padEnd(9),
    `${fault.name}, ${scenario.name}, ${showMoment(moment)}: ${where ?? 'never came to it'}`.slice(0, 150),
    `[runner: ${said}; settled by ${settledBy}]`,
  ];
  const again = `npm run chaos -- --rounds 1 --seed ${own} --only "${fault.name}"`;
  return [
    words.join('  '),
    ...(why.length > 0 ? [`        ${again}`, ...why.map((line) => `        ${line}`)] : []),
  ].join('\n');
}
