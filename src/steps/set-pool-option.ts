import type { JsonObject } from '../base/json.ts';
import { type Result, err, ok } from '../base/result.ts';
import { setOption } from '../formats/fpm/edit.ts';
import { draftEdit, draftFpmGate, draftService } from '../plan/drafts.ts';
import { textArgument } from './arguments.ts';
import { defineStep } from './define-step.ts';
import { changesIf, refused } from './outcome.ts';

/**
 * Writes options of one pool's section, each once, and nothing else of it. Then a restart: a reload keeps the inherited
 * socket, and with it what `listen.allowed_clients` and `listen.backlog` made of it (fpm_sockets.c).
 */
export const setPoolOption = defineStep({
  name: 'set_pool_option',
  summary: "write options of one pool's section; php-fpm -t; restart",
  arguments: {},
  plan: ({ world, with: given }) => {
    const file = textArgument(given, 'file');
    const section = textArgument(given, 'section');
    const unit = textArgument(given, 'unit');
    if (file === null || section === null) return refused('no finding names the pool');
    if (unit === null) return refused('no unit runs this pool, so systemd cannot restart it');
    const options = optionsOf(given);
    if (!options.ok) return refused(options.error);
    const summary = `[${section}] ${options.value.map(([key, value]) => `${key} = ${value}`).join(', ')}`;
    const edit = draftEdit(world, file, summary, (text) => setAll(text, section, options.value));
    const restart = draftService(world, unit, 'restart');
    if (restart.kind !== 'draft') return refused(restart.kind === 'impossible' ? restart.why : `${unit} needs nothing`);
    return changesIf(edit, `${file} has it so already`, draftFpmGate(world, unit), restart.change);
  },
});

type Option = readonly [key: string, value: string];

const KEY = /^[a-z][a-z0-9_]*(?:\.[a-z][a-z0-9_]*)?$/;

function optionsOf({ options }: JsonObject): Result<readonly Option[], string> {
  if (typeof options !== 'object' || options === null || Array.isArray(options))
    return err('no finding names an option');
  const read: Option[] = [];
  for (const [key, value] of Object.entries(options)) {
    if (!KEY.test(key)) return err(`${JSON.stringify(key)} is no option of a pool`);
    if (typeof value !== 'string' || !/^[^\p{C}]+$/u.test(value)) {
      return err(`${JSON.stringify(value)} is no value of ${key}`);
    }
    if (key === 'listen.allowed_clients' && /(?:^|,)\s*any\s*(?:,|$)/i.test(value)) {
      return err('`any` would open the pool to whoever can reach its port');
    }
    read.push([key, value]);
  }
  return read.length === 0 ? err('no finding names an option') : ok(read);
}

function setAll(text: string, section: string, options: readonly Option[]): string | null {
  return options.reduce<string | null>(
    (soFar, [key, value]) => (soFar === null ? null : setOption(soFar, section, key, value)),
    text,
  );
}
