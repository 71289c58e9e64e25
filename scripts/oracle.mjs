// Draws hosts by seeds, writes each onto a lab host, and compares what Suture says of it with what each route answers.
import { spawn, spawnSync } from 'node:child_process';
import { cpSync, readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { faults } from './oracle/faults.mjs';
import { askOutside, insideScript, readInside } from './oracle/ask.mjs';
import { hostOf } from './oracle/draw.mjs';
import { hostScript } from './oracle/host-script.mjs';
import { judge } from './oracle/judge.mjs';

const { values } = parseArgs({
  options: {
    seeds: { type: 'string', default: '40' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
    only: { type: 'string' },
    hosts: { type: 'string', default: '8' },
    keep: { type: 'boolean' },
  },
});
if (values.only !== undefined && !Object.hasOwn(faults, values.only)) {
  throw new Error(`--only takes one of: ${Object.keys(faults).join(', ')}`);
}
process.chdir(new URL('..', import.meta.url).pathname);
const fleet = process.env.SUTURE_LAB ?? 'oracle';
const env = { ...process.env, SUTURE_LAB: fleet };
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => process.exit(1));
process.on('exit', () => values.keep || spawnSync('docker/lab', ['down'], { stdio: 'ignore', env }));

const [first, count] = [Number(values.seed), Number(values.seeds)];
const names = Array.from({ length: Math.min(Number(values.hosts), count) }, (_, index) => `web0${index + 1}`);
const { status } = spawnSync('docker/lab', ['up', String(names.length)], {
  stdio: ['ignore', 'ignore', 'inherit'],
  env,
});
if (status !== 0) throw new Error('the lab did not come up');
const containers = names.map((name) =>
  spawnSync('docker/lab', ['container', name], { encoding: 'utf8', env }).stdout.trim(),
);
const inventory = readFileSync(`.lab/${fleet}/inventory.yml`, 'utf8');
const ports = [...inventory.matchAll(/lab_http_port: (\d+)/g)].map(([, port]) => Number(port));
const program = readFileSync('scripts/oracle/serve.pl', 'utf8');
const setup = readFileSync('scripts/oracle/setup.sh', 'utf8');
await Promise.all(containers.map((container) => inside(container, ['sh', '-c', setup], program)));

// What is built anew meanwhile is another program.
const suture = `.lab/${fleet}/dist/suture.js`;
cpSync('dist', `.lab/${fleet}/dist`, { recursive: true });

const totals = {};
let next = first;
await Promise.all(names.map(hostAfterHost));
console.log(
  Object.entries(totals)
    .map(([verdict, hosts]) => `${verdict} ${hosts}`)
    .join(', '),
  `of ${count}`,
);
process.exitCode = totals.agreed === count ? 0 : 1;

/** Takes one drawn host after the other onto one lab host, as the hosts need not wait for each other. */
async function hostAfterHost(name, index) {
  while (next < first + count) {
    const drawn = hostOf(next, values.only);
    next += 1;
    const container = containers[index];
    const made = await inside(container, ['sh'], hostScript(drawn));
    const told = await check(name);
    const routes = drawn.sites.flatMap((site) => site.routes);
    const [{ stdout }, ...fromOutside] = await Promise.all([
      inside(container, ['sh'], insideScript(routes)),
      ...routes.map((route) => askOutside(ports[index], route)),
    ]);
    const seen = readInside(stdout, routes);
    const answers = routes.map((route, place) => ({ route, inside: seen[place], outside: fromOutside[place] }));
    const { verdict, broken, unnamed } = made.status === 0 ? judge(answers, told) : { verdict: 'not made', broken: [] };
    totals[verdict] = (totals[verdict] ?? 0) + 1;
    if (verdict !== 'agreed') tell(drawn, verdict, told, unnamed ?? broken, made.stderr);
  }
}

function tell({ seed, sites }, verdict, host, broken, said) {
  const drawn = sites.flatMap(({ routes }) => routes.filter(({ fault }) => fault !== null));
  const faultsOf = drawn.map(
    ({ fault, site, url, kind, owner, asks, visits }) =>
      `${fault} on ${site}${url} (${kind}, ${owner ?? 'files'}${asks ? `, ${asks}` : ''}, ${visits} visits)`,
  );
  const findings = (host.findings ?? []).map(({ cause, severity, subject }) => `${cause} (${severity}) ${subject}`);
  console.log(`seed ${seed}: ${verdict}\n  drawn:   ${faultsOf.join('; ') || 'nothing broken'}`);
  console.log(
    `  answers: ${broken.map(({ route, inside, outside }) => `${route.site}${route.url} ${inside.answer}/${outside.answer}`).join('; ') || 'as they should'}`,
  );
  console.log(`  Suture:  ${host.status}: ${findings.join('; ') || 'nothing'}`);
  if (verdict === 'not made') console.log(said.trim().replace(/^/gm, '  '));
}

async function check(name) {
  const files = ['-i', `.lab/${fleet}/inventory.yml`, '--known-hosts', `.lab/${fleet}/known_hosts`];
  const { stdout, stderr } = await ended('node', [suture, 'check', '-o', 'json', '--limit', name, ...files]);
  if (!stdout.startsWith('{')) throw new Error(stderr);
  return JSON.parse(stdout).hosts[0];
}

/** Runs a command in a host with a text on its stdin. */
function inside(container, command, text) {
  return ended('docker', ['exec', '-i', container, ...command], text);
}

/** What became of a command. */
function ended(program, words, text = '') {
  return new Promise((resolve) => {
    const child = spawn(program, words);
    let [stdout, stderr] = ['', ''];
    child.stdout.setEncoding('utf8').on('data', (said) => (stdout += said));
    child.stderr.setEncoding('utf8').on('data', (said) => (stderr += said));
    child.on('close', (status) => resolve({ status, stdout, stderr }));
    child.stdin.end(text);
  });
}
