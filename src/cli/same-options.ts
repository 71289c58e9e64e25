import { redactSecrets } from '../formats/redact.ts';
import type { FleetOptions } from './fleet-options.ts';

/** The options that say which fleet is meant and how it is reached, as they were typed but for secrets: the next command needs them too. */
export function sameOptions(options: Partial<FleetOptions>): readonly string[] {
  const { inventory = [], extraVars = [], user, privateKey, become, becomeMethod } = options;
  const { sshConfig, askBecomePass, becomePasswordFile, askPass, connectionPasswordFile } = options;
  const { local, knownHosts, hostKeys, stateDir, askVaultPass, vaultPasswordFile = [], vaultId = [] } = options;
  return [
    ...inventory.flatMap((path) => ['-i', path]),
    ...extraVars.flatMap((vars) => ['-e', redactSecrets(vars)]),
    ...flag('--ask-vault-pass', askVaultPass),
    ...vaultPasswordFile.flatMap((file) => ['--vault-password-file', file]),
    ...vaultId.flatMap((id) => ['--vault-id', id]),
    ...valued('-u', user),
    ...valued('-k', privateKey),
    ...flag('--ask-pass', askPass),
    ...valued('--connection-password-file', connectionPasswordFile),
    ...valued('--ssh-config', sshConfig),
    ...flag('-b', become),
    ...flag('--no-become', become === false),
    ...valued('--become-method', becomeMethod),
    ...flag('-K', askBecomePass),
    ...valued('--become-password-file', becomePasswordFile),
    ...flag('--local', local),
    ...valued('--known-hosts', knownHosts),
    ...valued('--host-keys', hostKeys === 'strict' ? undefined : hostKeys),
    ...valued('--state-dir', stateDir),
  ];
}

const valued = (name: string, value: string | undefined): readonly string[] =>
  value === undefined ? [] : [name, value];

const flag = (name: string, given: boolean | undefined): readonly string[] => (given === true ? [name] : []);
