import type { Json } from '../base/json.ts';
import type { Place } from '../base/place.ts';
import type { Mistake } from '../base/user-error.ts';
import type { Var } from './draft.ts';
import type { Expectation } from './expectation.ts';

/** Hosts and groups as the inventory files say, vars merged by Ansible's precedence. */
export interface Inventory {
  /** In the order of their first mention. */
  readonly hosts: ReadonlyMap<string, Host>;
  readonly groups: ReadonlyMap<string, Group>;
  /** Vars of every host, over all of its own: each has them already, but for `localhost` where no file names it. */
  readonly extraVars?: ReadonlyMap<string, Var>;
}

/** A host: its name in the inventory, its merged vars, and every group it is in. */
export interface Host {
  readonly name: string;
  readonly vars: Readonly<Record<string, Json>>;
  readonly groups: readonly string[];
  readonly place: Place;
  /** Where each var was written, for messages; absent for a host that no file names. */
  readonly varPlaces?: ReadonlyMap<string, Place>;
  /** Vars from files that are encrypted as a whole: nobody is shown what they hold. */
  readonly secretVars?: ReadonlySet<string>;
  /** Files of its vars that can't be opened: nothing may be done with it, as nobody knows what they say. */
  readonly sealed?: readonly Mistake[];
  /** Vars that win over a playbook's, too. */
  readonly extraVars?: ReadonlySet<string>;
}

/** A group: its own hosts and child groups, in the order written, and its own vars. */
export interface Group {
  readonly name: string;
  readonly hosts: readonly string[];
  readonly children: readonly string[];
  readonly vars: Readonly<Record<string, Json>>;
}

/** How to reach a host and as whom to act there, from its vars and the command line; and what is expected of it there. */
export type Connection = (SshConnection | LocalConnection) & { readonly expects?: readonly Expectation[] };

/** Through SSH. */
export interface SshConnection {
  readonly kind: 'ssh';
  /** Which client logs in: Suture's own, the system's `ssh`, or its own unless that can't. */
  readonly client: 'ssh2' | 'openssh' | 'either';
  /** The name in the inventory. */
  readonly host: string;
  readonly address: string;
  readonly port: number;
  readonly user: string;
  /** Key files to offer, `~` already expanded; empty means the agent and OpenSSH's usual files. */
  readonly keyFiles: readonly string[];
  readonly password: string | null;
  readonly become: Become | null;
  /** The hosts on the way, in the order in which they are passed; none for a host that is reached directly. */
  readonly jumps: readonly JumpHost[];
  /** A command that ssh runs to come to the host, in place of jump hosts; its tokens (`%h`) are for ssh. */
  readonly proxyCommand: string | null;
  readonly configured: Configured | null;
}

/** By what ssh's own configuration knows a host that it was asked about. */
interface Configured {
  readonly name: string;
  /** The file that it was asked of; null for ssh's usual ones. */
  readonly file: string | null;
  /** The name of its key in known_hosts, if that isn't its address. */
  readonly hostKeyAlias: string | null;
}

/** A host on the way to others, as `ssh -J` names it. */
export interface JumpHost {
  readonly address: string;
  readonly port: number;
  readonly user: string;
  /** Key files to offer before the agent and OpenSSH's usual files. */
  readonly keyFiles: readonly string[];
  readonly configured: Configured | null;
}

/** This machine, without SSH. */
export interface LocalConnection {
  readonly kind: 'local';
  readonly host: string;
  readonly become: Become | null;
}

/** Becoming another user, as a rule root; password null means that none may be asked for. */
export interface Become {
  readonly method: 'sudo' | 'su' | 'doas';
  readonly user: string;
  readonly password: string | null;
  /** Where the program isn't called as its method is. */
  readonly program?: string;
}
