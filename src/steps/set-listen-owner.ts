import type { JsonObject } from '../base/json.ts';
import { type Result, err, ok } from '../base/result.ts';
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
    owner: { takes: 'text', about: "listen.owner; default: nginx's user" },
    group: { takes: 'text', about: "listen.group; default: nginx's group" },
    mode: { takes: 'mode', about: 'listen.mode; default: "0660"' },
  },
  plan: ({ world, with: given }) => {
    const file = textArgument(given, 'file');
    const section = textArgument(given, 'section');
    const unit = textArgument(given, 'unit');
    if (file === null || section === null) return refused('no finding names the pool');
    if (unit === null) return refused('no unit runs this pool, so its socket cannot be made anew by systemd');
    const options = 'acl_users' in given ? aclOptions(given) : ownerOptions(given);
    if (!options.ok) return refused(options.error);
    const edit = draftEdit(world, file, (text) => setAll(text, section, options.value));
    const restart = draftService(world, unit, 'restart');
    if (restart.kind !== 'draft') return refused(restart.kind === 'impossible' ? restart.why : `${unit} needs nothing`);
    return changesIf(edit, `${file} has it so already`, draftFpmGate(world, unit), restart.change);
  },
});

type Option = readonly [key: string, value: string];

const NAME = /^[A-Za-z0-9_][\w.@$-]*$/;

function ownerOptions(given: JsonObject): Result<readonly Option[], string> {
  const { owner, group, mode } = given;
  if (owner === undefined || group === undefined || mode === undefined) {
    return err('not all of owner, group and mode are known');
  }
  if (typeof owner !== 'string' || !NAME.test(owner)) return err(`${JSON.stringify(owner)} is no user's name`);
  if (typeof group !== 'string' || !NAME.test(group)) return err(`${JSON.stringify(group)} is no group's name`);
  // YAML reads 0660 without quotes as a number, which nobody can tell from 660 or from octal.
  if (typeof mode !== 'string' || !/^0?[0-7]{3}$/.test(mode)) {
    return err(`the mode ${JSON.stringify(mode)} isn't octal digits in quotes, such as "0660"`);
  }
  if (!mode.endsWith('0')) return err(`the mode ${mode} would open the socket to every user of the host`);
  return ok([
    ['listen.owner', owner],
    ['listen.group', group],
    ['listen.mode', mode],
  ]);
}

function aclOptions({ acl_users: users, owner, group, mode }: JsonObject): Result<readonly Option[], string> {
  if (owner !== undefined || group !== undefined || mode !== undefined) {
    return err('this pool has an access list, beside which owner, group and mode count for nothing');
  }
  const names = Array.isArray(users) ? users.filter((user) => typeof user === 'string' && NAME.test(user)) : [];
  if (!Array.isArray(users) || names.length === 0 || names.length < users.length) {
    return err(`${JSON.stringify(users)} is no list of users' names`);
  }
  return ok([['listen.acl_users', names.join(',')]]);
}

function setAll(text: string, section: string, options: readonly Option[]): string | null {
  return options.reduce<string | null>(
    (soFar, [key, value]) => (soFar === null ? null : setOption(soFar, section, key, value)),
    text,
  );
}
