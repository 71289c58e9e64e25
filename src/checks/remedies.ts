import type { JsonObject } from '../base/json.ts';
import type { Source } from '../facts/topology.ts';
import type { Level, Remedy } from './finding.ts';

type RemedyLevel = Exclude<Level, 'manual'>;

/** Sets a dead socket file aside, if it is still this inode and nobody listens on it, and starts the unit that binds it. */
export interface RemoveStaleSocket {
  readonly path: string;
  readonly inode: number;
  readonly unit: string;
}

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

/** Writes the whole of `listen.acl_users` of one pool (owner, group and mode stay as written), and restarts its unit. */
export interface SetListenAclUsers {
  readonly pool: string;
  readonly file: string;
  readonly section: string;
  /** All users of the new list, in order; joined by a comma in the file. */
  readonly acl_users: readonly string[];
  readonly unit: string;
}

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

/** Gives directives of one block of nginx's files these arguments, tests the result, and reloads nginx. */
export interface SetNginxDirective {
  /** The real path; line and start are those of the block in the text that was read. */
  readonly file: string;
  readonly line: number;
  readonly start: number;
  /** The block's name: `location`, `events`. */
  readonly block: string;
  /** `name: arguments`; numbers, sizes and times. */
  readonly directives: Readonly<Record<string, string>>;
}

/** Replaces one address in nginx's files, tests the result, and reloads nginx. */
interface RealignFastcgiPass {
  /** The real path; line and offsets are those of the text that was read. */
  readonly file: string;
  readonly line: number;
  /** Raw text as it stands between `start` and `end`, and what replaces it, quoted as nginx needs it. */
  readonly from: string;
  readonly to: string;
  readonly start: number;
  readonly end: number;
}

/** Makes the folder that a pool's socket lives in, and brings the unit up. */
export interface MakeRuntimeDir {
  readonly path: string;
  readonly owner: string;
  readonly group: string;
  readonly mode: string;
  readonly unit: string;
  /** `restarted` when the master runs on, cut off from its vanished socket. */
  readonly state: 'started' | 'restarted';
}

/** A word of nginx's files that names a socket which moves; offsets are those of the text that was read. */
export interface MovedWord extends JsonObject {
  readonly file: string;
  readonly line: number;
  readonly start: number;
  readonly from: string;
  readonly to: string;
}

/** Writes `listen` of one pool and every address in nginx's files that leads to it, restarts and reloads. */
export interface MoveSocket {
  readonly pool: string;
  readonly file: string;
  readonly section: string;
  /** The new path, below /run. */
  readonly path: string;
  readonly words: readonly MovedWord[];
  readonly unit: string;
}

/** Gives a folder back the owner, group and mode that its package has for it. */
export interface RestoreFolder {
  readonly path: string;
  readonly owner: string;
  readonly group: string;
  readonly mode: string;
}

/** Asks systemd to bring a unit to a state, after its program's own configuration test. */
export interface Service {
  readonly unit: string;
  readonly state: 'started' | 'restarted' | 'reloaded' | 'enabled';
}

const remedy = (step: string, level: RemedyLevel, summary: string, args: JsonObject): Remedy => ({
  step,
  level,
  summary,
  with: args,
});

/** The remedy `remove_stale_socket`. */
export const removeStaleSocket = (args: RemoveStaleSocket): Remedy =>
  remedy('remove_stale_socket', 'auto', `set the dead socket ${args.path} aside; start ${args.unit}`, { ...args });

/** The remedy `set_listen_owner`, for a pool whose owner, group and mode count. */
export const setListenOwner = (args: SetListenOwner): Remedy =>
  remedy(
    'set_listen_owner',
    'guarded',
    `listen.owner = ${args.owner}, listen.group = ${args.group}, listen.mode = ${args.mode} in [${args.section}]; restart ${args.unit}`,
    { ...args },
  );

/** The remedy `set_listen_owner`, for a pool whose `listen.acl_*` options make owner and group of no account. */
export const setListenAclUsers = (args: SetListenAclUsers): Remedy =>
  remedy(
    'set_listen_owner',
    'guarded',
    `listen.acl_users = ${args.acl_users.join(',')} in [${args.section}]; restart ${args.unit}`,
    { ...args },
  );

/** The remedy `set_pool_option`, of the level of the cause that asks for it. */
export const setPoolOption = ({ level, ...args }: SetPoolOption & { readonly level: RemedyLevel }): Remedy => {
  const written = Object.entries(args.options).map(([key, value]) => `${key} = ${value}`);
  return remedy('set_pool_option', level, `${written.join(', ')} in [${args.section}]; restart ${args.unit}`, {
    ...args,
  });
};

/** The remedy `set_nginx_directive`. */
export const setNginxDirective = (args: SetNginxDirective): Remedy => {
  const written = Object.entries(args.directives).map(([name, value]) => `${name} ${value};`);
  const summary = `${written.join(' ')} in the ${args.block} of ${args.file}:${args.line}; nginx -t; reload nginx`;
  return remedy('set_nginx_directive', 'approve', summary, { ...args });
};

/** The remedy `realign_fastcgi_pass`; `realPath` is the file behind the source's own path. */
export const realignFastcgiPass = (
  source: Source,
  realPath: string,
  to: string,
  level: RemedyLevel = 'guarded',
): Remedy => {
  const args: RealignFastcgiPass = {
    file: realPath,
    line: source.line,
    from: source.text,
    to,
    start: source.span.start,
    end: source.span.end,
  };
  const summary = `${source.file}:${source.line}: ${source.text} → ${to}; nginx -t; reload nginx`;
  return remedy('realign_fastcgi_pass', level, summary, { ...args });
};

/** The remedy `make_runtime_dir`. */
export const makeRuntimeDir = (args: MakeRuntimeDir): Remedy =>
  remedy(
    'make_runtime_dir',
    'auto',
    `make ${args.path} (${args.owner}:${args.group} ${args.mode}); ${args.state === 'started' ? 'start' : 'restart'} ${args.unit}`,
    { ...args },
  );

/** The remedy `move_socket`. */
export const moveSocket = (args: MoveSocket): Remedy =>
  remedy(
    'move_socket',
    'approve',
    `listen = ${args.path} in [${args.section}], and nginx asks there; restart ${args.unit}; reload nginx`,
    { ...args },
  );

/** The remedy `restore_folder`. */
export const restoreFolder = (args: RestoreFolder): Remedy =>
  remedy(
    'restore_folder',
    'guarded',
    `give ${args.path} back its package's owner and mode: ${args.owner}:${args.group} ${args.mode}`,
    { ...args },
  );

const verbs = { started: 'start', restarted: 'restart', reloaded: 'reload', enabled: 'enable' } as const;

/** The remedy `service`. */
export const service = (args: Service): Remedy =>
  remedy('service', 'guarded', `${verbs[args.state]} ${args.unit}`, { ...args });

/** The remedy `service` for a unit that systemd won't start any more: it forgets the failed starts, and tries once. */
export const startOnceMore = (unit: string): Remedy =>
  remedy('service', 'guarded', `systemctl reset-failed ${unit}; start ${unit} once`, { unit, state: 'started' });

/** Makes the folder that PHP-FPM opens a log in. */
export interface MakeLogDir {
  readonly path: string;
  readonly owner: string;
  readonly group: string;
  readonly mode: string;
  readonly unit: string;
  /** `running` where it runs on with the log that it has open, and only its next start would fail. */
  readonly state: 'started' | 'running';
}

/** The remedy `make_log_dir`. */
export const makeLogDir = (args: MakeLogDir): Remedy =>
  remedy(
    'make_log_dir',
    'auto',
    `make ${args.path} (${args.owner}:${args.group} ${args.mode})${args.state === 'started' ? `; start ${args.unit}` : ''}`,
    { ...args },
  );

/** Whether a remedy edits a file, or makes nginx read its own again. */
export const editsOrReloadsNginx = ({ step, with: args }: Remedy, nginxUnit: string | null): boolean =>
  step === 'realign_fastcgi_pass' ||
  step === 'set_listen_owner' ||
  step === 'set_pool_option' ||
  step === 'move_socket' ||
  step === 'set_nginx_directive' ||
  (step === 'service' && nginxUnit !== null && args['unit'] === nginxUnit);
