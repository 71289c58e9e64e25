import type { ConnectionVars } from './connection-vars.ts';
import type { Become, Host, SshConnection } from './inventory.ts';
import { wayThere } from './jump-hosts.ts';
import { loginArgs, saidArgs } from './login-args.ts';
import { wrongAddress, wrongFile, wrongUser } from './network-names.ts';
import type { Keys } from './reveal.ts';
import { askSsh, type SshConfig, type SshConfigChoice } from './ssh-config/ask.ts';

/** What the command line and the runner's own account say of logging in. */
export interface SshOverrides extends Keys {
  readonly user?: string;
  readonly keyFile?: string;
  /** Of whoever logs in, on hosts that ssh2 reaches. */
  readonly password?: string;
  /** The user who runs Suture. */
  readonly defaultUser: string;
  /** That user's home: what `~` stands for. */
  readonly home: string;
  /** ssh's own configuration, and whether to look at it where a host's vars don't say. */
  readonly sshConfig?: SshConfig;
  readonly sshConfigChoice?: SshConfigChoice;
}

/** How to reach a host over SSH: as its vars say, else the command line, else ssh's own configuration where that is asked. */
export function sshConnection(
  host: Host,
  client: SshConnection['client'],
  become: Become | null,
  vars: ConnectionVars,
  overrides: SshOverrides,
): SshConnection {
  const { home, defaultUser } = overrides;
  const files = (file: string | null): readonly string[] =>
    file === null ? [] : [file.replace(/^~(?=\/|$)/u, () => home)];
  const address = vars.text('ansible_host', 'ansible_ssh_host');
  const handed = saidArgs(vars);
  const args = loginArgs(handed, vars);
  const ownPort = vars.port('ansible_port', 'ansible_ssh_port');
  const port = args.over.port ?? ownPort ?? args.under.port;
  const ownUser = vars.text('ansible_user', 'ansible_ssh_user');
  const ownKey = vars.text('ansible_private_key_file', 'ansible_ssh_private_key_file');
  const said = [
    args.over.user,
    ownUser === null ? null : { from: 'ansible_user', value: ownUser },
    overrides.user === undefined ? null : { from: '-u', value: overrides.user },
    args.under.user,
  ].find((each) => each !== null);
  const user = said?.value ?? null;
  const name = address ?? host.name;
  const isOnlyName = address === null && ownPort === null && ownUser === null && ownKey === null;
  const ask = askSsh(vars, overrides.sshConfig, { given: overrides.sshConfigChoice ?? null, args: args.config }, home);
  const isAddress = vars.judge(['ansible_host', 'ansible_ssh_host'], name, wrongAddress);
  const isUser =
    said === undefined ||
    vars.judge(
      said.from === 'ansible_user' ? ['ansible_user', 'ansible_ssh_user'] : [said.from],
      said.value,
      wrongUser,
    );
  const told = isAddress && isUser ? ask({ name, user, port, isOnlyName }) : null;
  const givenKey = ownKey ?? overrides.keyFile ?? null;
  const named = [...args.over.keyFiles, ...(givenKey === null ? [] : [givenKey]), ...args.under.keyFiles].flatMap(
    files,
  );
  const keyFiles = named.length === 0 ? (told?.keyFiles ?? []) : named;
  const jumpKeyFiles = files(vars.text('suture_jump_key'));
  const way = wayThere(vars, { defaultUser, home, jumpKeyFiles, keyFiles, args: handed }, ask, told);
  const password = vars.secret('ansible_password', 'ansible_ssh_pass', 'ansible_ssh_password');
  const isForSshAlone = way.isForSshAlone || (told?.isForSshAlone === true && named.length === 0);
  const settled = client === 'either' && isForSshAlone && password === null ? 'openssh' : client;
  const asked = settled === 'openssh' || way.proxyCommand !== null ? null : (overrides.password ?? null);
  const connection: SshConnection = {
    kind: 'ssh',
    client: settled,
    host: host.name,
    address: told?.hostName ?? name,
    port: port ?? told?.port ?? 22,
    user: user ?? told?.user ?? defaultUser,
    keyFiles,
    password: password ?? asked,
    become,
    jumps: way.jumps,
    proxyCommand: way.proxyCommand,
    configured: told === null ? null : { name, file: told.file, hostKeyAlias: told.hostKeyAlias },
  };
  judgeNames(connection, vars);
  findContradictions(connection, vars);
  return connection;
}

/** What ssh's configuration has made of names, and the files. */
function judgeNames({ address, user, keyFiles, configured, jumps }: SshConnection, vars: ConnectionVars): void {
  if (configured !== null) {
    vars.judge(['suture_ssh_config'], address, wrongAddress);
    vars.judge(['suture_ssh_config'], user, wrongUser);
    if (configured.hostKeyAlias !== null) vars.judge(['suture_ssh_config'], configured.hostKeyAlias, wrongAddress);
  }
  for (const file of keyFiles)
    vars.judge(['ansible_private_key_file', 'ansible_ssh_private_key_file'], file, wrongFile);
  for (const file of jumps.flatMap((jump) => jump.keyFiles)) vars.judge(['suture_jump_key'], file, wrongFile);
}

function findContradictions({ client, password, proxyCommand }: SshConnection, vars: ConnectionVars): void {
  const hint = 'use a key or an agent, or leave the host to `ansible_connection: ssh2`';
  if (password !== null && (client === 'openssh' || proxyCommand !== null)) {
    const why = proxyCommand === null ? '' : ', and a ProxyCommand is for that';
    const message = `can't be handed to the system's ssh, which asks a person for it${why}`;
    vars.say('ansible_password', 'password-for-openssh', message, hint);
  } else if (client === 'ssh2' && proxyCommand !== null) {
    const message = "can't be ssh2 here: a ProxyCommand that is not just a jump is for the system's ssh";
    vars.say('ansible_connection', 'proxy-command', message, 'write `openssh`, or name the jump host: `suture_jump`');
  }
}
