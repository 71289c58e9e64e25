import type { Json, JsonObject } from '../base/json.ts';
import { type Result, err, ok } from '../base/result.ts';
import { blockNumber, setDirective } from '../formats/nginx/set-directive.ts';
import { draftEdit, draftNginxGate, draftService } from '../plan/drafts.ts';
import { nginxUnit } from '../plan/nginx-unit.ts';
import { fileIn } from '../plan/world.ts';
import { writtenText } from './arguments.ts';
import { blockToSet } from './block-to-set.ts';
import { defineStep } from './define-step.ts';
import { changesIf, refused } from './outcome.ts';

/** Gives directives of one block of nginx's files, or of `main`, new arguments, and touches nothing else of the file. */
export const setNginxDirective = defineStep({
  name: 'set_nginx_directive',
  summary: "write directives of one block of nginx's files, or outside of all; nginx -t; reload",
  arguments: {
    site: { takes: 'text', about: "a site's name, or name:port", required: 'without-cause', or: ['block'] },
    block: { takes: 'word', words: ['main', 'events', 'http'], about: 'instead of a site' },
    directives: { takes: 'mapping', about: 'fastcgi_read_timeout: 120s, for instance', required: 'without-cause' },
  },
  plan: ({ world, with: given }) => {
    const found = blockToSet(world, given);
    if (!found.ok) return refused(found.error);
    const { file, block, start } = found.value;
    const directives = directivesOf(given);
    if (!directives.ok) return refused(directives.error);
    const unit = nginxUnit(world);
    if (unit === null) return refused('no unit runs nginx, so systemd cannot reload it');
    const reload = draftService(world, unit, 'reload');
    if (reload.kind !== 'draft') return refused(reload.kind === 'impossible' ? reload.why : `${unit} needs nothing`);
    const isMain = block === 'main';
    const number = isMain ? block : blockNumber(fileIn(world, file)?.textOnHost ?? '', start);
    const edit = draftEdit(world, file, (text) =>
      directives.value.reduce<string | null>(
        (soFar, [name, args]) => (soFar === null ? null : setDirective(soFar, number, name, args)),
        text,
      ),
    );
    return changesIf(edit, `${file} has it so already`, draftNginxGate(world), reload.change);
  },
});

type Written = readonly [name: string, args: string];

function directivesOf({ directives }: JsonObject): Result<readonly Written[], string> {
  if (typeof directives !== 'object' || directives === null || Array.isArray(directives)) {
    return err('no finding names a directive, and no `directives` are given');
  }
  const read: Written[] = [];
  for (const [name, given] of Object.entries(directives)) {
    const args = writtenDirective(given);
    if (!/^[a-z][a-z0-9_]*$/.test(name)) return err(`${JSON.stringify(name)} is no directive`);
    // Numbers, sizes and times: nothing that could end the directive.
    if (args === null || !/^\w+(?: \w+)*$/.test(args)) {
      return err(`${JSON.stringify(given)} are no arguments of ${name}`);
    }
    read.push([name, args]);
  }
  return read.length === 0 ? err('no finding names a directive, and no `directives` are given') : ok(read);
}

const writtenDirective = (value: Json): string | null =>
  typeof value === 'boolean' ? (value ? 'on' : 'off') : writtenText(value);
