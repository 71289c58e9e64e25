import { spawnSync } from 'node:child_process';

// bash waits for all that a command starts, so CPU is that of every client: user and system together.
const format = 'TIMEFORMAT="%R %U %S"';
const timed = `${format}; time "$@" >/dev/null 2>/dev/null`;

/** One run of a command: wall time and CPU in ms. */
export function measured(words, input = '') {
  return run(['bash', '-c', timed, 'bash', ...words], input);
}

/** Runs of two commands by turns, after one of each that doesn't count. */
export function measuredInTurn(count, ours, theirs) {
  const pairs = Array.from({ length: count + 1 }, () => [measured(ours), measured(theirs)]).slice(1);
  return { ours: pairs.map(([one]) => one), theirs: pairs.map(([, other]) => other) };
}

/** One run of a script as a host's own clock has it, without the way there. */
export function timesOnHost(reach, script) {
  return run(reach(`sudo -n bash -c '${format}; time sh >/dev/null 2>/dev/null'`), script);
}

function run([program, ...words], input) {
  const { status, stderr } = spawnSync(program, words, { encoding: 'utf8', input });
  const [, real, user, system] = /^(\d+\.\d+) (\d+\.\d+) (\d+\.\d+)\n$/.exec(stderr) ?? [];
  if (status !== 0 || real === undefined) throw new Error(`${[program, ...words].join(' ')} (${status}): ${stderr}`);
  return { wall: Number(real) * 1000, cpu: (Number(user) + Number(system)) * 1000 };
}
