import { err, ok, type Result } from '../base/result.ts';
import { showAddress } from '../checks/evidence/show-address.ts';
import { listenersAt, sameAddress } from '../checks/state/listeners.ts';
import { programOf } from '../checks/state/pool-file.ts';
import { fpmSettings, optionOf } from '../facts/fpm-settings.ts';
import type { ReadableFacts } from '../facts/known-facts.ts';
import type { Pool } from '../facts/topology.ts';
import type { Address, TcpAddress } from '../formats/address.ts';
import { sameSection } from '../formats/fpm/parse.ts';
import { parseFastcgiAddress } from '../formats/nginx/fastcgi-address.ts';

type Facts = Pick<ReadableFacts, 'fpm' | 'links' | 'paths' | 'unixListeners' | 'tcpListeners' | 'packaging'>;

/**
 * The address that `listen` means for a pool: `tcp` and `socket` are the first free port from 9000 and the path that
 * packages use, an address is itself if it is free and only this host reaches it. `pools` are as the plan leaves them.
 */
export function listenToSet(listen: string, pool: Pool, pools: readonly Pool[], facts: Facts): Result<Address, string> {
  const others = pools.filter(({ id }) => id !== pool.id);
  if (listen === 'tcp') return freePort(others, facts);
  const address = listen === 'socket' ? usualPath(pool, facts) : readListen(listen);
  if (!address.ok || (pool.listen !== null && sameAddress(address.value, pool.listen, facts.paths))) return address;
  const why = whyNotFree(address.value, others, facts) ?? whyNotThere(address.value, pool, facts);
  return why === null ? address : err(why);
}

const PORTS = Array.from({ length: 100 }, (_, index) => 9000 + index);

function freePort(others: readonly Pool[], facts: Facts): Result<Address, string> {
  const asked = facts.links.flatMap(({ target: { address } }) => (address?.kind === 'tcp' ? [address.port] : []));
  const address = PORTS.filter((port) => !asked.includes(port))
    .map((port): TcpAddress => ({ kind: 'tcp', host: '127.0.0.1', port }))
    .find((each) => whyNotFree(each, others, facts) === null);
  return address === undefined ? err('no port from 9000 to 9099 is free') : ok(address);
}

/** Debian's package has `php8.2-fpm.sock` for its pool `www`; Red Hat's has the pool's name. */
function usualPath(pool: Pool, facts: Facts): Result<Address, string> {
  const { name, version } = pool;
  if (!/^[\w.-]+$/.test(name)) return err(`the pool's name ${name} makes no path: give \`listen\` one`);
  const [short = version] = /^\d+\.\d+/.exec(version) ?? [];
  const usual: Readonly<Record<string, string>> = {
    '/run/php': `php${short}-${name === 'www' ? 'fpm' : name}.sock`,
    '/run/php-fpm': `${name}.sock`,
  };
  const folder = foldersAtBoot(pool, facts).find((path) => Object.hasOwn(usual, path));
  if (folder === undefined) return err('no package of this host has a folder for such sockets: give `listen` a path');
  return ok({ kind: 'unix', path: `${folder}/${usual[folder] ?? ''}` });
}

function readListen(listen: string): Result<Address, string> {
  if (/^\d{1,5}$/.test(listen)) return readListen(`127.0.0.1:${listen}`);
  const address = parseFastcgiAddress(listen.startsWith('/') ? `unix:${listen}` : listen, null);
  if (address === null) {
    return err(`${JSON.stringify(listen)} is no address: write tcp, socket, 127.0.0.1:9000 or /run/php/www.sock`);
  }
  if (address.kind === 'tcp') {
    if (['127.0.0.1', '::1'].includes(address.host)) return ok(address);
    return err(`${showAddress(address)} is more than this host's loopback: write 127.0.0.1 or [::1]`);
  }
  // What is there at boot, and no other user of the host can replace.
  return /^\/run\/(?:[\w-][\w.-]*\/)+[\w-][\w.-]*$/.test(address.path)
    ? ok(address)
    : err(`${address.path} is not in a folder below /run`);
}

function whyNotFree(address: Address, others: readonly Pool[], facts: Facts): string | null {
  const owner = others.find(({ listen }) => listen !== null && sameAddress(listen, address, facts.paths));
  if (owner !== undefined) return `${showAddress(address)} is pool ${owner.name}'s, of PHP ${owner.version}`;
  const [listener] = listenersAt(address, facts);
  if (listener === undefined) return null;
  return `${showAddress(address)} is taken: ${listener.process ?? 'somebody'} listens there`;
}

/** A folder below /run that nobody makes is gone after the next boot. */
function whyNotThere(address: Address, pool: Pool, facts: Facts): string | null {
  if (address.kind === 'tcp') return null;
  const folder = folderOf(address.path);
  const isMade =
    foldersAtBoot(pool, facts).includes(folder) ||
    facts.unixListeners.some(({ path }) => path.startsWith(`${folder}/`));
  return isMade ? null : `nobody makes ${folder} at boot, as far as is known`;
}

/** Those that packages name, and where PHP-FPM writes its pid: Red Hat's unit makes that itself. */
function foldersAtBoot(pool: Pool, { packaging, fpm }: Facts): readonly string[] {
  const program = programOf(pool, fpm);
  const global = program && fpmSettings(program).find(({ name }) => sameSection(name, 'global'));
  const pid = optionOf(global?.options ?? [], 'pid')?.value;
  return [...packaging.folders.map(({ path }) => path), ...(pid === undefined ? [] : [folderOf(pid)])];
}

const folderOf = (path: string): string => path.replace(/\/[^/]*$/, '');
