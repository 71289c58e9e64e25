import type { JsonObject } from '../base/json.ts';
import { setOption } from '../formats/fpm/edit.ts';
import { draftEdit, draftFpmGate, draftService } from '../plan/drafts.ts';
import { textArgument } from './arguments.ts';
import { defineStep } from './define-step.ts';
import { changesIf, refused } from './outcome.ts';

/**
 * Lets nginx's user in: `listen.owner`, `.group` and `.mode` of one pool, or its `listen.acl_users` where these make
 * the others void. Then a restart, because a reload keeps the inherited socket as it is (fpm_sockets.c).
 */
export const setListenOwner = defineStep({
  name: 'set_listen_owner',
  summary: "let nginx's user connect to a pool's socket, by owner and group or by ACL",
  arguments: {
    owner: "listen.owner; default: nginx's user",
    group: "listen.group; default: nginx's group",
    mode: 'listen.mode, octal digits in quotes; default: "0660"',
  },
  plan: ({ world, with: given }) => {
    const file = textArgument(given, 'file');
    const section = textArgument(given, 'section');
    const unit = textArgument(given, 'unit');
    if (file === null || section === null) return refused('no finding names the pool');
    if (unit === null) return refused('no unit runs this pool, so its socket cannot be made anew by systemd');
    const options = listenOptions(given);
    if (options.length === 0) return refused('neither owner, group and mode nor acl_users are known');
    if (opensToAll(given)) return refused('this mode would open the socket to every user of the host');
    const summary = `[${section}] ${options.map(([key, value]) => `${key} = ${value}`).join(', ')}`;
    const edit = draftEdit(world, file, summary, (text) => setAll(text, section, options));
    const restart = draftService(world, unit, 'restart');
    if (restart.kind !== 'draft') return refused(restart.kind === 'impossible' ? restart.why : `${unit} needs nothing`);
    return changesIf(edit, `${file} has it so already`, draftFpmGate(world, unit), restart.change);
  },
});

type Option = readonly [key: string, value: string];

function listenOptions(given: JsonObject): readonly Option[] {
  const { acl_users: users } = given;
  if (Array.isArray(users)) return [['listen.acl_users', users.filter((user) => typeof user === 'string').join(',')]];
  return ['owner', 'group', 'mode'].flatMap((name): Option[] => {
    const value = textArgument(given, name);
    return value === null ? [] : [[`listen.${name}`, value]];
  });
}

function setAll(text: string, section: string, options: readonly Option[]): string | null {
  return options.reduce<string | null>(
    (soFar, [key, value]) => (soFar === null ? null : setOption(soFar, section, key, value)),
    text,
  );
}

function opensToAll(given: JsonObject): boolean {
  const mode = textArgument(given, 'mode');
  return mode !== null && !/^0?[0-7]{2}0$/.test(mode);
}
