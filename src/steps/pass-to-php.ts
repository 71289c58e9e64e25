import { err, ok, type Result } from '../base/result.ts';
import { showAddress } from '../checks/evidence/show-address.ts';
import { listenersAt, pathOf } from '../checks/state/listeners.ts';
import type { ReadableFacts } from '../facts/known-facts.ts';
import { poolValue } from '../facts/pools.ts';
import { type FpmProgram, refuses } from '../facts/programs.ts';
import type { Pool } from '../facts/topology.ts';
import type { World } from '../plan/world.ts';
import { writtenText } from './arguments.ts';
import { defineStep } from './define-step.ts';
import { draftAll } from './draft-all.ts';
import { factsNeeded } from './facts-needed.ts';
import { makeBothLive } from './make-both-live.ts';
import { draftWord, type NginxWord } from './nginx-word.ts';
import { refused, unchanged } from './outcome.ts';
import { isVersion } from './pool-to-set.ts';
import { wordsToPool } from './words-to-pool.ts';

/**
 * Has every site that passes to a pool of one PHP version pass to the pool of that name of another version. All or none:
 * a host whose sites were split over two versions by half a migration would be harder to understand than before.
 */
export const passToPhp = defineStep({
  name: 'pass_to_php',
  summary: 'have sites pass to the pools of another PHP version; nginx -t; reload',
  arguments: {
    from: { takes: 'value', about: 'the PHP version that sites pass to now: "7.4"', required: 'always' },
    to: { takes: 'value', about: 'the PHP version that they are to pass to: "8.2"', required: 'always' },
  },
  plan: ({ world, with: given }) => {
    const from = writtenText(given['from'] ?? null);
    const to = writtenText(given['to'] ?? null);
    if (from === null || to === null) return refused('`from` and `to` must be PHP versions: "8.2"');
    if (isVersion(from, to) || isVersion(to, from)) return refused(`${from} and ${to} are the same version`);
    const facts = factsNeeded(world, ['nginx', 'fpm', 'pools', 'links', 'paths', 'unixListeners', 'tcpListeners']);
    if (!facts.ok) return refused(facts.error);
    const asked = facts.value.pools.filter(
      ({ id, version }) =>
        isVersion(version, from) && facts.value.links.some(({ pools }) => pools.some((pool) => pool.id === id)),
    );
    if (asked.length === 0) return unchanged(`no site here passes to a pool of PHP ${from}`);
    const words = wordsOf(asked, to, facts.value);
    if (!words.ok) return refused(words.error);
    const edits = draftAll(
      world,
      words.value.map((word) => (at: World) => draftWord(at, word)),
    );
    if (typeof edits === 'string') return refused(edits);
    return edits.length === 0 ? unchanged(`nginx asks PHP ${to} already`) : makeBothLive(world, edits, null);
  },
});

type Facts = Pick<ReadableFacts, 'nginx' | 'fpm' | 'pools' | 'links' | 'paths' | 'unixListeners' | 'tcpListeners'>;

function wordsOf(pools: readonly Pool[], to: string, facts: Facts): Result<readonly NginxWord[], string> {
  const program = facts.fpm.find(({ version }) => isVersion(version, to));
  const why = whyNotReady(program, to, facts.nginx);
  if (why !== null || program === undefined) return err(why ?? '');
  const all: NginxWord[] = [];
  for (const pool of pools) {
    const heir = heirOf(pool, to, program, facts);
    if (!heir.ok) return heir;
    const words = wordsToPool(pool, heir.value, facts);
    if (!words.ok) return words;
    all.push(...words.value);
  }
  return ok(all);
}

function whyNotReady(program: FpmProgram | undefined, to: string, nginx: Facts['nginx']): string | null {
  if (program === undefined) return `there is no PHP-FPM ${to} on this host: install it, with pools of its own`;
  if (program.masterPid === null) return `PHP-FPM ${to} does not run: start ${program.unit ?? 'it'} first`;
  if (refuses(program.test)) return `${program.testCommand.join(' ')} must pass first`;
  return refuses(nginx.test) ? `${nginx.testCommand.join(' ')} must pass first` : null;
}

/** Where the pool listens that can stand in for another: of the same name, run as the same user, listening, and open to nginx. */
function heirOf(
  pool: Pool,
  to: string,
  program: FpmProgram,
  facts: Facts,
): Result<NonNullable<Pool['listen']>, string> {
  const heir = facts.pools.find(({ name, configPath }) => name === pool.name && configPath === program.configPath);
  if (heir === undefined) {
    const folder = program.configPath.replace(/[^/]*$/, '');
    return err(
      `PHP ${to} has no pool ${pool.name}: make one of ${pool.place.file} below ${folder}, with a listen of its own, and see that PHP ${to} has what the app needs`,
    );
  }
  for (const key of ['user', 'group', 'chroot']) {
    const [before, after] = [poolValue(pool, key) ?? '', poolValue(heir, key) ?? ''];
    if (before === after) continue;
    return err(`pool ${pool.name} has ${key} = ${before} in PHP ${pool.version} and ${after || 'none'} in ${to}`);
  }
  const { listen } = heir;
  if (listen === null || listenersAt(listen, facts).length === 0) {
    return err(`pool ${pool.name} of PHP ${to} listens nowhere: restart ${program.unit ?? 'it'} first`);
  }
  if (pathOf(listen, facts.paths)?.nginxMayConnect === false) {
    return err(`nginx may not connect to ${showAddress(listen)}, where pool ${pool.name} of PHP ${to} listens`);
  }
  return ok(listen);
}
