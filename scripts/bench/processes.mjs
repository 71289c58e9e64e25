import { spawnSync } from 'node:child_process';

/** How many processes a script of the probe starts on a host: it is run as the first in a namespace of its own, which counts them. */
export function processesOf(reach, script) {
  const [program, ...words] = reach(`sudo -n unshare --pid --fork sh -c 'sh >/dev/null 2>&1; sh -c "echo \\$\\$"'`);
  const { stdout, stderr } = spawnSync(program, words, { encoding: 'utf8', input: script });
  // Neither the first shell, nor the script's own, nor the one that tells the number.
  const count = Number(stdout) - 3;
  if (!Number.isInteger(count) || count < 1) throw new Error(`the processes were not counted: ${stdout}${stderr}`);
  return count;
}

/** How many processes a host starts, of whatever kind, while something is done to it; the two looks before and after aside. */
export function processesDuring(reach, act) {
  const between = (during) => {
    const before = lastOn(reach);
    during();
    return lastOn(reach) - before;
  };
  const looks = between(() => undefined);
  return between(act) - looks;
}

function lastOn(reach) {
  const [program, ...words] = reach('cat /proc/sys/kernel/ns_last_pid');
  const { stdout, stderr } = spawnSync(program, words, { encoding: 'utf8' });
  if (!/^\d+\n$/.test(stdout)) throw new Error(`the last process of the host is not known: ${stdout}${stderr}`);
  return Number(stdout);
}
