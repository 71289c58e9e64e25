import type { Remedy } from '../finding.ts';
import { remedy, type RemedyLevel } from './remedy.ts';

/** Writes `listen.owner`, `listen.group` and `listen.mode` into one pool's section, and restarts its unit. */
export interface SetListenOwner {
  /** The pool's id, as `Pool.id`. */
  readonly pool: string;
  /** The real path of the file that has the pool's section, and the section's name. */
  readonly file: string;
  readonly section: string;
  readonly owner: string;
  readonly group: string;
  /** Octal digits: `0660`; never opens the socket to others. */
  readonly mode: string;
  readonly unit: string;
}

/** The remedy `set_listen_owner`, for a pool whose owner, group and mode count. */
export const setListenOwner = (args: SetListenOwner): Remedy =>
  remedy(
    'set_listen_owner',
    'guarded',
    `listen.owner = ${args.owner}, listen.group = ${args.group}, listen.mode = ${args.mode} in [${args.section}]; restart ${args.unit}`,
    { ...args },
  );

/** Writes the whole of `listen.acl_users` of one pool (owner, group and mode stay as written), and restarts its unit. */
export interface SetListenAclUsers {
  readonly pool: string;
  readonly file: string;
  readonly section: string;
  /** All users of the new list, in order; joined by a comma in the file. */
  readonly acl_users: readonly string[];
  readonly unit: string;
}

/** The remedy `set_listen_owner`, for a pool whose `listen.acl_*` options make owner and group of no account. */
export const setListenAclUsers = (args: SetListenAclUsers): Remedy =>
  remedy(
    'set_listen_owner',
    'guarded',
    `listen.acl_users = ${args.acl_users.join(',')} in [${args.section}]; restart ${args.unit}`,
    { ...args },
  );

/** Writes options of one pool's section, `php-fpm -t`, and restarts its unit. */
export interface SetPoolOption {
  /** The pool's id, as `Pool.id`. */
  readonly pool: string;
  /** The real path of the file that has the pool's section, and the section's name. */
  readonly file: string;
  readonly section: string;
  /** `key: value`, values as they are meant, not as they are quoted. */
  readonly options: Readonly<Record<string, string>>;
  readonly unit: string;
}

/** The remedy `set_pool_option`, of the level of the cause that asks for it. */
export const setPoolOption = ({ level, ...args }: SetPoolOption & { readonly level: RemedyLevel }): Remedy => {
  const written = Object.entries(args.options).map(([key, value]) => `${key} = ${value}`);
  return remedy('set_pool_option', level, `${written.join(', ')} in [${args.section}]; restart ${args.unit}`, {
    ...args,
  });
};
