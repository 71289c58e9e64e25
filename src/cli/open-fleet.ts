import { homedir, userInfo } from 'node:os';
import { UserError } from '../base/user-error.ts';
import { tellSecret } from '../formats/secrets/told-secrets.ts';
import { connectionsOf, type ConnectionOverrides } from '../inventory/connection-of.ts';
import type { Connection, Host } from '../inventory/inventory.ts';
import type { Keys } from '../inventory/reveal.ts';
import { needsTemplates } from '../inventory/template-names.ts';
import { progress } from '../report/progress.ts';
import type { Listener } from '../run/events.ts';
import type { Fleet } from '../run/fleet.ts';
import { createKeyRing } from '../transport/key-ring.ts';
import { defaultKnownHostsFiles, loadKnownHosts } from '../transport/load-known-hosts.ts';
import { openHost } from '../transport/open-host.ts';
import type { TransportOptions } from '../transport/transport-options.ts';
import type { FleetOptions } from './fleet-options.ts';
import { watchForInterrupt } from './interrupt.ts';
import { askedSshConfig } from './inventory/ssh-config.ts';
import { openVault } from './inventory/vault.ts';
import { passwordsOf } from './passwords.ts';
import { askSecret } from './terminal.ts';

/** Settles how each host is reached, all mistakes at once, and hands over a fleet that nobody has contacted yet. */
export async function openFleet(
  hosts: readonly Host[],
  options: FleetOptions,
  listeners: readonly Listener[] = [],
  transport: TransportOptions = transportOptions(options),
): Promise<Fleet> {
  const connections = await settle(hosts, {
    ...(await overridesOf(options)),
    ...(await keysFor(hosts, options)),
  });
  const interrupt = watchForInterrupt();
  const all = [interrupt.listen, ...listeners, ...(await ownListeners(options, connections.length))];
  return {
    connections,
    open: (connection) => openHost(connection, transport),
    forks: options.forks,
    sinceSeconds: options.since,
    errorGrades: options.errors,
    lookTimeoutMs: options.timeout * 1000,
    listen: async (event) => {
      for (const listener of all) await listener(event);
    },
    signal: interrupt.signal,
  };
}

/** As often as ssh's configuration leads on: from a host to its jump host, and from there to the next. */
async function settle(hosts: readonly Host[], overrides: ConnectionOverrides): Promise<readonly Connection[]> {
  const sshConfig = askedSshConfig();
  for (;;) {
    const connections = connectionsOf(hosts, { ...overrides, sshConfig });
    if (await sshConfig.learn()) continue;
    if (!connections.ok) throw new UserError(connections.error);
    connections.value.forEach(tellPasswords);
    return connections.value;
  }
}

/** Wherever they come from, nobody is shown them. */
function tellPasswords(connection: Connection): void {
  const passwords = [connection.become?.password, connection.kind === 'ssh' ? connection.password : null];
  for (const password of passwords) if (password != null) tellSecret(password);
}

async function overridesOf(options: FleetOptions): Promise<ConnectionOverrides> {
  return {
    ...(options.user === undefined ? {} : { user: options.user }),
    ...(options.privateKey === undefined ? {} : { keyFile: options.privateKey }),
    ...(options.become === undefined ? {} : { become: options.become }),
    ...(options.becomeMethod === undefined ? {} : { becomeMethod: options.becomeMethod }),
    ...(await passwordsOf(options)),
    ...(options.sshConfig === undefined ? {} : { sshConfigChoice: yesNoOrFile(options.sshConfig) }),
    defaultUser: userInfo().username,
    home: homedir(),
  };
}

const yesNoOrFile = (text: string): boolean | string => (text === 'yes' ? true : text === 'no' ? false : text);

/** The template engine is loaded only for an inventory that has templates. */
async function keysFor(hosts: readonly Host[], options: FleetOptions): Promise<Keys> {
  const unseal = await openVault(options);
  if (!hosts.some(needsTemplates)) return { unseal };
  const { jinja } = await import('../inventory/jinja.ts');
  return { unseal, render: jinja(process.env) };
}

/** What all connections share, by the options and the environment; known_hosts files are read now. */
export function transportOptions(options: FleetOptions): TransportOptions {
  const { SUTURE_KNOWN_HOSTS: named, SSH_AUTH_SOCK: agent } = process.env;
  const own = options.knownHosts ?? (named === '' ? undefined : named);
  return {
    connectTimeoutMs: options.connectTimeout * 1000,
    knownHosts: loadKnownHosts(own === undefined ? defaultKnownHostsFiles() : [own]),
    hostKeys: options.hostKeys,
    keys: createKeyRing((file) => askSecret(`passphrase of ${file}: `)),
    agentSocket: agent === undefined || agent === '' ? null : agent,
    jumpLinks: new Map(),
    openSsh: { jumps: new Map(), hosts: new Set() },
    onAcceptedKey: ({ host, keyType, fingerprint, file }) => {
      process.stderr.write(`suture: ${host}: new host key ${keyType} ${fingerprint}, pinned in ${file}\n`);
    },
  };
}

async function ownListeners({ quiet, verbose }: FleetOptions, hosts: number): Promise<readonly Listener[]> {
  if (verbose > 1) return [(await import('./log.ts')).logEvents()];
  const silent = quiet === true || !process.stderr.isTTY;
  return silent ? [] : [progress(hosts, (text) => process.stderr.write(text))];
}
