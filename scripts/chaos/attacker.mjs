import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const program = '/usr/local/bin/attacker';
const socket = '/run/php/php8.2-fpm.sock';
let built;

/** A script that puts the attacker of the lab's tests on a host, compiled once. */
export function bringAttacker() {
  built ??= compile();
  return `base64 -d >${program} <<'END_OF_ATTACKER'\n${built}END_OF_ATTACKER\nchmod 755 ${program}`;
}

function compile() {
  const folder = mkdtempSync(join(tmpdir(), 'suture-chaos-'));
  const file = join(folder, 'attacker');
  execFileSync('cc', ['-O2', '-static', '-o', file, 'test/lab/attacker.c']);
  const text = readFileSync(file, 'base64').replaceAll(/.{1,76}/g, '$&\n');
  rmSync(folder, { recursive: true });
  return text;
}

/** From now on www-data leads root to /etc/shadow wherever it can in the folder of PHP-FPM's socket. */
export const attack = ({ host }) =>
  host.run(`/usr/bin/mkdir -p /run/chaos
    setpriv --reuid=www-data --regid=www-data --init-groups ${program} ${socket} /etc/shadow plant stand >/dev/null 2>&1 &
    echo $! >/run/chaos/attacker`);

/** Ends that, and takes away what it has planted. */
export const endAttack = ({ host }) =>
  host.run(`[ ! -e /run/chaos/attacker ] || /usr/bin/kill -KILL "$(/usr/bin/cat /run/chaos/attacker)" || :
    /usr/bin/find /run/php -maxdepth 1 -type l -user www-data -lname /etc/shadow -delete 2>/dev/null || :
    /usr/bin/rm -f /run/chaos/attacker`);
