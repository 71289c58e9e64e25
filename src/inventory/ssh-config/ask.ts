import type { Result } from '../../base/result.ts';
import type { ConnectionVars } from '../connection-vars.ts';
import type { SshSettings } from './settings.ts';

/** A host or jump host as it is named, with what is known of it besides. */
export interface SshQuestion {
  readonly name: string;
  readonly user: string | null;
  readonly port: number | null;
  /** Null for ssh's usual files. */
  readonly file: string | null;
}

/** ssh's configuration; what isn't known of it yet reads as null, and is known when the same is asked again. */
export interface SshConfig {
  /** Whether one of its `Host` lines speaks of this name in particular. */
  readonly names: (name: string) => boolean;
  readonly of: (question: SshQuestion) => Result<SshSettings, string> | null;
}

/** Whether to look at ssh's configuration: always, never, always at a file, or (null) where it alone knows a name. */
export type SshConfigChoice = boolean | string | null;

/** Asks ssh's configuration of a name; `isOnlyName` says that nothing else is known of it. Null where it isn't asked. */
export type AskSsh = (
  question: Omit<SshQuestion, 'file'> & { readonly isOnlyName: boolean },
) => (SshSettings & Pick<SshQuestion, 'file'>) | null;

/** What is said of ssh's configuration beside `suture_ssh_config`: by the command line, and by `-F` in a host's arguments of ssh. */
export interface SshConfigSaid {
  readonly given: SshConfigChoice;
  readonly args: { readonly from: string; readonly value: string } | null;
}

const fileOf = (file: string): SshConfigChoice => (/^none$/i.test(file) ? false : file);

/** Asks in the name of a host whose vars (`-F` in arguments of ssh among them), or else the command line, choose whether to. */
export function askSsh(
  vars: ConnectionVars,
  config: SshConfig | undefined,
  { given, args }: SshConfigSaid,
  home: string,
): AskSsh {
  const own = vars.flagOrText('suture_ssh_config');
  const fromArgs = own === null ? args : null;
  const choice = own ?? (fromArgs === null ? given : fileOf(fromArgs.value));
  return ({ isOnlyName, ...question }) => {
    if (config === undefined || choice === false) return null;
    if (choice === null && !(isOnlyName && config.names(question.name))) return null;
    const file = typeof choice === 'string' ? choice.replace(/^~(?=\/)/u, () => home) : null;
    const told = config.of({ ...question, file });
    if (told === null) return null;
    if (told.ok) return { ...told.value, file };
    const hint = '`suture_ssh_config: false`, or `--ssh-config no`, does without';
    vars.say(fromArgs?.from ?? 'suture_ssh_config', 'ssh-config', `can't be followed: ${told.error}`, hint);
    return null;
  };
}
