import type { JsonObject } from '../base/json.ts';
import { type Result, err, ok } from '../base/result.ts';
import { setOption } from '../formats/fpm/edit.ts';
import { draftEdit, draftFpmGate, draftService } from '../plan/drafts.ts';
import { defineStep } from './define-step.ts';
import { changesIf, refused } from './outcome.ts';
import { poolToSet } from './pool-to-set.ts';
import { writtenText } from './arguments.ts';

/**
 * Writes options of one pool's section, each once, and nothing else of it. Then a restart: a reload keeps the inherited
 * socket, and with it what `listen.allowed_clients` and `listen.backlog` made of it (fpm_sockets.c).
 */
export const setPoolOption = defineStep({
  name: 'set_pool_option',
  summary: "write options of one pool's section; php-fpm -t; restart",
  arguments: {
    pool: { takes: 'text', about: "the pool's name", required: 'without-cause' },
    version: { takes: 'value', about: 'the PHP version, where pools of several have that name: "8.2"' },
    options: { takes: 'mapping', about: 'pm.max_children: 20, for instance', required: 'without-cause' },
  },
  plan: ({ world, with: given }) => {
    const pool = poolToSet(world, given);
    if (!pool.ok) return refused(pool.error);
    const { file, section, unit } = pool.value;
    if (unit === null) return refused('no unit runs this pool, so systemd cannot restart it');
    const options = optionsOf(given);
    if (!options.ok) return refused(options.error);
    const edit = draftEdit(world, file, (text) => setAll(text, section, options.value));
    const restart = draftService(world, unit, 'restart');
    if (restart.kind !== 'draft') return refused(restart.kind === 'impossible' ? restart.why : `${unit} needs nothing`);
    return changesIf(edit, `${file} has it so already`, draftFpmGate(world, unit), restart.change);
  },
});

type Option = readonly [key: string, value: string];

const KEY = /^[a-z][a-z0-9_]*(?:\.[a-z][a-z0-9_]*)?$/;

function optionsOf({ options }: JsonObject): Result<readonly Option[], string> {
  if (typeof options !== 'object' || options === null || Array.isArray(options))
    return err('no finding names an option, and no `options` are given');
  const read: Option[] = [];
  for (const [key, given] of Object.entries(options)) {
    const value = writtenText(given);
    if (!KEY.test(key)) return err(`${JSON.stringify(key)} is no option of a pool`);
    if (value === null || !/^[^\p{C}]+$/u.test(value)) {
      return err(`${JSON.stringify(given)} is no value of ${key}`);
    }
    if (key === 'listen.allowed_clients' && /(?:^|,)\s*any\s*(?:,|$)/i.test(value)) {
      return err('`any` would open the pool to whoever can reach its port');
    }
    read.push([key, value]);
  }
  return read.length === 0 ? err('no finding names an option, and no `options` are given') : ok(read);
}

function setAll(text: string, section: string, options: readonly Option[]): string | null {
  return options.reduce<string | null>(
    (soFar, [key, value]) => (soFar === null ? null : setOption(soFar, section, key, value)),
    text,
  );
}
