import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { runCommand } from './command.ts';
import { containerOf, type Lab } from './lab.ts';

/** What an ordinary user of the host does there in a loop: attacker.c has its moves. */
export interface Attack {
  readonly path: string;
  readonly victim: string;
  readonly moves: readonly ('wait' | 'flip' | 'lend' | 'plant' | 'pounce' | 'stand')[];
}

const program = '/usr/local/bin/attacker';
const canary = 'only-root-may-read-this';
const victims = '/etc/shadow /etc/victim /root/victim /root /usr/lib/systemd/system-generators /etc/cron.d';

/** Brings the attacker to a host, and what it is after. */
export async function letIn(lab: Lab, host: string): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'suture-attacker-'));
  const built = join(folder, 'attacker');
  execFileSync('cc', ['-O2', '-static', '-o', built, join(import.meta.dirname, 'attacker.c')]);
  const { status, stderr } = await runCommand('docker', ['cp', built, `${containerOf(lab.name, host)}:${program}`]);
  rmSync(folder, { recursive: true });
  if (status !== 0) throw new Error(stderr);
  await lab.execOn(
    host,
    `umask 077; echo ${canary} >/root/victim; echo setting >/etc/victim; chmod 600 /etc/victim; chmod 755 ${program}`,
  );
}

/** Does something while www-data attacks. */
export async function whileAttacked<T>(lab: Lab, host: string, attack: Attack, act: () => Promise<T>): Promise<T> {
  const { path, victim, moves } = attack;
  await lab.execOn(
    host,
    `setpriv --reuid=www-data --regid=www-data --init-groups ${program} ${path} ${victim} ${moves.join(' ')} >/dev/null 2>&1 &
    echo $! >/root/.attacker`,
  );
  try {
    return await act();
  } finally {
    // Each thing of the attack's goes, as if nobody had been there.
    await lab.execOn(
      host,
      `kill -KILL $(cat /root/.attacker); rm /root/.attacker
      folder=$(dirname ${path}); [ ! -L ${path} ] || rm ${path}
      for name in "$folder"/.lure "$folder"/.aside "$folder"/.got-*; do [ ! -L "$name" ] && [ ! -f "$name" ] && [ ! -S "$name" ] || rm -f "$name"; done
      find "$folder" -maxdepth 1 -name '.suture-*' -type l -user www-data -delete; true`,
    );
  }
}

/** What the attacker may not change, nor add to, byte for byte. */
export const untouchable = async (lab: Lab, host: string): Promise<string> =>
  (
    await lab.execOn(
      host,
      `stat -c '%n %F %a %u:%g' ${victims}; sha256sum /etc/shadow /etc/victim /root/victim
      find ${victims} /usr/lib/systemd/system /usr/local -not -user root -o -newer ${program} -type f -path '*generators*'; ls -A /root /etc/cron.d /usr/lib/systemd/system-generators`,
    )
  ).stdout;

/** The files that an ordinary user can read by now and that hold what only root may read. */
export const leaks = async (lab: Lab, host: string): Promise<string> =>
  (
    await lab.execOn(
      host,
      `setpriv --reuid=www-data --regid=www-data --init-groups grep -rsl ${canary} /etc /run /tmp /srv /var/www /var/lib /var/log`,
    )
  ).stdout;

/** A word that stands only where root alone may read. */
export const secretOfRoot = canary;
