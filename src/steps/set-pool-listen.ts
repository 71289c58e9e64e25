import type { JsonObject } from '../base/json.ts';
import { err, ok, type Result } from '../base/result.ts';
import { showAddress } from '../checks/evidence/show-address.ts';
import { sameAddress } from '../checks/state/listeners.ts';
import { fileOf, programOf } from '../checks/state/pool-file.ts';
import type { ReadableFacts } from '../facts/known-facts.ts';
import type { FpmProgram } from '../facts/programs.ts';
import type { Pool } from '../facts/topology.ts';
import type { Address } from '../formats/address.ts';
import { setOption } from '../formats/fpm/edit.ts';
import { draftEdit } from '../plan/drafts.ts';
import type { World } from '../plan/world.ts';
import { admittance, type Option } from './admittance.ts';
import { writtenText } from './arguments.ts';
import { defineStep } from './define-step.ts';
import { draftAll } from './draft-all.ts';
import { factsNeeded } from './facts-needed.ts';
import { listenToSet } from './listen-to-set.ts';
import { makeBothLive } from './make-both-live.ts';
import { draftWord } from './nginx-word.ts';
import { refused, unchanged } from './outcome.ts';
import { plannedPools } from './planned-pools.ts';
import { namedPool } from './pool-to-set.ts';
import { whyNotMoved } from './why-not-moved.ts';
import { wordsToPool } from './words-to-pool.ts';

/** Has a pool listen on another address, and every site that passes to it ask there, in one transaction. */
export const setPoolListen = defineStep({
  name: 'set_pool_listen',
  summary: "have a pool listen on another address and nginx ask there; both programs' tests; restart, reload",
  arguments: {
    pool: { takes: 'text', about: "the pool's name", required: 'always' },
    version: { takes: 'value', about: 'the PHP version, where pools of several have that name: "8.2"' },
    listen: {
      takes: 'value',
      about: 'tcp (the first free port from 9000), socket (where packages have it), a port, or an address',
      required: 'always',
    },
  },
  plan: ({ world, with: given }) => {
    const known = moveOf(world, given);
    if (!known.ok) return refused(known.error);
    const { pool, program, to, facts } = known.value;
    if (pool.listen !== null && (to === 'as-it-is' || sameAddress(to, pool.listen, facts.paths))) {
      return unchanged(`pool ${pool.name} listens on ${showAddress(pool.listen)} already`);
    }
    if (to === 'as-it-is') return refused(`pool ${pool.name} listens nowhere`);
    const why = whyNotMoved(pool, program, to, facts);
    if (why !== null) return refused(why);
    const words = wordsToPool(pool, to, facts);
    if (!words.ok) return refused(words.error);
    const admits = admittance(pool, to, facts);
    if (!admits.ok) return refused(admits.error);
    const options: readonly Option[] = [['listen', fpmListen(to)], ...admits.value];
    const edits = draftAll(world, [
      ...options.map((option) => (at: World) => draftOption(at, pool, program, option)),
      ...words.value.map((word) => (at: World) => draftWord(at, word)),
    ]);
    return typeof edits === 'string' ? refused(edits) : makeBothLive(world, edits, program.unit);
  },
});

const FACTS = [
  'nginx',
  'fpm',
  'links',
  'paths',
  'unixListeners',
  'tcpListeners',
  'packaging',
  'processes',
  'accounts',
  'units',
] as const;

interface Move {
  readonly pool: Pool;
  readonly program: FpmProgram;
  readonly to: Address | 'as-it-is';
  readonly facts: Pick<ReadableFacts, (typeof FACTS)[number]>;
}

function moveOf(world: World, given: JsonObject): Result<Move, string> {
  const pool = namedPool(world, given);
  if (!pool.ok) return pool;
  const listen = writtenText(given['listen'] ?? null);
  if (listen === null) return err('`listen` says nothing: write tcp, socket, or an address');
  const facts = factsNeeded(world, FACTS);
  if (!facts.ok) return facts;
  const program = programOf(pool.value, facts.value.fpm);
  if (program === undefined) return err(`no PHP-FPM has pool ${pool.value.name}`);
  const move = { pool: pool.value, program, facts: facts.value };
  const kind = pool.value.listen?.kind;
  if ((listen === 'tcp' && kind === 'tcp') || (listen === 'socket' && kind === 'unix')) {
    return ok({ ...move, to: 'as-it-is' });
  }
  const to = listenToSet(listen, pool.value, plannedPools(world, facts.value.fpm), facts.value);
  return to.ok ? ok({ ...move, to: to.value }) : to;
}

const fpmListen = (address: Address): string => (address.kind === 'unix' ? address.path : showAddress(address));

function draftOption(
  world: World,
  pool: Pool,
  program: FpmProgram,
  [key, value]: Option,
): ReturnType<typeof draftEdit> {
  const path = fileOf(pool, program, key)?.realPath ?? pool.place.file;
  return draftEdit(world, path, (text) => setOption(text, pool.name, key, value));
}
