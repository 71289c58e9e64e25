// How long Suture takes to check ten lab hosts, against ten ssh clients that run the same probe. See docs/performance.md.
import { execFileSync, spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { lookOnce } from './bench/look-once.mjs';
import { measured, measuredInTurn, timesOnHost } from './bench/measure.mjs';
import { processesDuring, processesOf } from './bench/processes.mjs';
import { sshTo, tenClients } from './bench/ssh-clients.mjs';
import { comparison, counted, heading, line } from './bench/table.mjs';
import { tenThousandHosts } from './bench/ten-thousand-hosts.mjs';

const { values } = parseArgs({ options: { pairs: { type: 'string', default: '9' }, keep: { type: 'boolean' } } });
const pairs = Number(values.pairs);
const hostCount = 10;
const state = '.lab/bench';

process.chdir(new URL('..', import.meta.url).pathname);
const lab = (...words) =>
  spawnSync('bash', ['docker/lab', ...words], {
    stdio: ['ignore', 'ignore', 'inherit'],
    env: { ...process.env, SUTURE_LAB: 'bench' },
  });
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => process.exit(1));
process.on('exit', () => values.keep || lab('down'));

if (lab('up', String(hostCount)).status !== 0) throw new Error('the lab did not come up');
execFileSync('node', ['scripts/build.mjs'], { stdio: 'inherit' });
const { hosts, execs } = await lookOnce(state);
writeFileSync(`${state}/ten-clients`, tenClients(hosts, state));

const fleet = ['-i', `${state}/inventory.yml`, '--known-hosts', `${state}/known_hosts`];
const checkAll = ['node', 'dist/suture.js', 'check', '-o', 'json', ...fleet];
const clients = ['bash', `${state}/ten-clients`];
insist(checkAll, (said) => JSON.parse(said).summary.healthy === hostCount);
insist(clients, (said) => said.match(/^suture-[0-9a-f]+ logLines 0 /gm)?.length === hostCount);

console.log(heading(pairs));
const check = measuredInTurn(pairs, checkAll, clients);
console.log(comparison('check of 10 hosts / 10 ssh clients: wall', check, 'wall'));
console.log(comparison('check of 10 hosts / 10 ssh clients: CPU', check, 'cpu'));
const version = measuredInTurn(pairs, ['node', 'dist/suture.js', '--version'], ['node', '-e', '0']);
console.log(comparison('--version / node -e 0: wall', version, 'wall'));
console.log(comparison('--version / node -e 0: CPU', version, 'cpu'));
const fleetOfThousands = `${state}/ten-thousand.yml`;
writeFileSync(fleetOfThousands, tenThousandHosts());
const read = ['node', 'dist/suture.js', 'inventory', '-i', fleetOfThousands];
insist(read, (said) => said.split('\n').length === 10_001);
const reads = Array.from({ length: pairs }, () => measured(read));
console.log(line('an inventory of 10,000 hosts, read: CPU', reads, 'cpu'));
const [host] = hosts;
const reach = (command) => sshTo(host, state, command);
const clientExecs = execs.map(() => measured(reach('sudo -n sh'), ':\n'));
console.log(comparison('one more script / one more ssh: wall', { ours: execs, theirs: clientExecs }, 'wall'));
tellRounds(host, '');

const one = [...fleet, '-l', host.host];
const suture = (...words) => {
  const { status, stderr } = spawnSync('node', ['dist/suture.js', ...words, ...one], { encoding: 'utf8' });
  if (status !== 0) throw new Error(`suture ${words.join(' ')} ended with ${status}: ${stderr}`);
};
const during = (title, act) => console.log(counted(title, processesDuring(reach, act)));
during('processes that a check starts on a host', () => suture('check'));
lab('break', host.host, 'socket-denied');
during('processes that a repair starts there', () => suture('run', 'fix-502', '--yes'));
during('processes that its rollback starts there', () => suture('rollback', 'last', '--yes'));

lab('heal', host.host);
lab('layout', host.host, 'crowded');
const crowded = (await lookOnce(state, host.host)).hosts[0];
const checkOfOne = ['node', 'dist/suture.js', 'check', '-o', 'json', ...one];
insist(checkOfOne, (said) => JSON.parse(said).hosts[0].sites.every(({ status }) => status !== null));
const crowdedChecks = Array.from({ length: 3 }, () => measured(checkOfOne));
console.log(line('check of 500 sites, 50 pools, a log of 2 GB: wall', crowdedChecks, 'wall'));
console.log(line('check of 500 sites, 50 pools, a log of 2 GB: CPU', crowdedChecks, 'cpu'));
tellRounds(crowded, ', of that host');

/** What each round of the probe takes on a host. */
function tellRounds({ scripts }, where) {
  for (const [index, script] of scripts.entries()) {
    const title = `round ${index + 1} of the probe${where}`;
    const round = Array.from({ length: pairs }, () => timesOnHost(reach, script));
    console.log(line(`${title}: wall`, round, 'wall'));
    console.log(line(`${title}: CPU`, round, 'cpu'));
    console.log(counted(`${title}: processes`, processesOf(reach, script)));
  }
}

/** A measurement of the wrong thing would be worse than none. */
function insist([program, ...words], isRight) {
  const { stdout, stderr } = spawnSync(program, words, { encoding: 'utf8', maxBuffer: 1e9 });
  if (!isRight(stdout)) throw new Error(`${[program, ...words].join(' ')}: ${stderr}${stdout.slice(0, 2000)}`);
}
