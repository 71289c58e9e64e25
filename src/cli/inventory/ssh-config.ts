import { execFile } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { userInfo } from 'node:os';
import { basename, dirname, join } from 'node:path';
import pLimit from 'p-limit';
import { err, ok, type Result } from '../../base/result.ts';
import { isGlob, matchesGlob } from '../../formats/glob.ts';
import { stripControl } from '../../formats/strip-control.ts';
import type { SshConfig, SshQuestion } from '../../inventory/ssh-config/ask.ts';
import { hostNamer, readHostLines } from '../../inventory/ssh-config/host-lines.ts';
import { parseSshSettings, type SshSettings } from '../../inventory/ssh-config/settings.ts';

/** ssh's own configuration, of which is learnt what somebody has asked for. */
export interface AskedSshConfig extends SshConfig {
  /** Has `ssh -G` answer what was asked since; false where nothing was. */
  readonly learn: () => Promise<boolean>;
}

const AT_ONCE = 8;
/** A `Match exec` runs a program. */
const ANSWER_MS = 10_000;

/** Begins with nothing known; the `Host` lines are read when the first name is asked for. */
export function askedSshConfig(usual: readonly string[] = usualFiles()): AskedSshConfig {
  const known = new Map<string, Result<SshSettings, string>>();
  const wanted = new Map<string, SshQuestion>();
  let names: ((name: string) => boolean) | null = null;
  return {
    names: (name) => {
      names ??= hostNamer(usual.flatMap((file) => hostLinesOf(file, 0)));
      return names(name);
    },
    of: (question) => {
      const key = JSON.stringify([question.file, question.name, question.user, question.port]);
      const answer = known.get(key);
      if (answer === undefined) wanted.set(key, question);
      return answer ?? null;
    },
    learn: async () => {
      const limit = pLimit(AT_ONCE);
      const asked = [...wanted];
      wanted.clear();
      await Promise.all(
        asked.map(([key, question]) => limit(async () => void known.set(key, await askSshItself(question)))),
      );
      return asked.length > 0;
    },
  };
}

/** As ssh does, by the account's home and not by $HOME. */
const usualFiles = (): readonly string[] => [join(userInfo().homedir, '.ssh', 'config'), '/etc/ssh/ssh_config'];

const DEEPEST_INCLUDE = 16;

function hostLinesOf(file: string, depth: number): readonly (readonly string[])[] {
  if (depth > DEEPEST_INCLUDE) return [];
  const { hosts, includes } = readHostLines(textIfThere(file));
  return [...hosts, ...includes.flatMap(filesOf).flatMap((each) => hostLinesOf(each, depth + 1))];
}

/** The files of an `Include`, which are below ~/.ssh unless their place is written out. Of folders, only the last may be a glob. */
function filesOf(include: string): readonly string[] {
  const { homedir } = userInfo();
  const written = include.replace(/^~(?=\/)/, () => homedir);
  const path = written.startsWith('/') ? written : join(homedir, '.ssh', written);
  if (!isGlob(path)) return [path];
  const folder = dirname(path);
  try {
    return readdirSync(folder)
      .filter((name) => matchesGlob(basename(path), name))
      .map((name) => join(folder, name));
  } catch {
    return [];
  }
}

function textIfThere(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}

/** What ssh makes of its configuration for a name. It contacts nobody; a `Match exec` or `CanonicalizeHostname` may. */
function askSshItself({ name, user, port, file }: SshQuestion): Promise<Result<SshSettings, string>> {
  const words = [
    '-G',
    ...(file === null ? [] : ['-F', file]),
    ...(user === null ? [] : ['-l', user]),
    ...(port === null ? [] : ['-p', String(port)]),
    ...['-T', '--', name],
  ];
  const { homedir: home, username: defaultUser } = userInfo();
  return new Promise((resolve) => {
    execFile('ssh', words, { timeout: ANSWER_MS }, (failure, stdout, stderr) => {
      if (failure !== null) {
        const said = stripControl(stderr).trim().split('\n')[0] ?? '';
        const why = failure.code === 'ENOENT' ? 'there is no `ssh` on this machine' : said || failure.message;
        resolve(err(why));
        return;
      }
      const settings = parseSshSettings(stdout, { name, home, defaultUser });
      if (settings === null) resolve(err(`\`ssh -G\` says nothing usable of ${JSON.stringify(name)}`));
      // ssh passes over keys that aren't there.
      else resolve(ok({ ...settings, keyFiles: settings.keyFiles.filter((each) => existsSync(each)) }));
    });
  });
}
