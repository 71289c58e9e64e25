import type { ConfigFile, FileState, FolderState, PathState } from '../facts/file.ts';
import type { HostFacts } from '../facts/host-facts.ts';
import { readable } from '../facts/readable.ts';
import type { Unit } from '../facts/system.ts';
import type { ChangeDraft } from './change.ts';

/** A host as it would be: its facts plus the changes that earlier steps of the play have planned. */
export interface World {
  readonly facts: HostFacts;
  readonly planned: readonly ChangeDraft[];
}

/** A file in the world: its state on the host now, and its text with planned edits in it. */
export interface WorldFile {
  readonly realPath: string;
  readonly state: FileState;
  /** False when the file isn't UTF-8, so that its text can't be written back. */
  readonly lossless: boolean;
  readonly textOnHost: string;
  readonly text: string;
}

/** The same world after more changes. */
export const withChanges = (world: World, changes: readonly ChangeDraft[]): World => ({
  facts: world.facts,
  planned: [...world.planned, ...changes],
});

/** The file at a path (its own, or the real one), a program's or one that was asked for; null where none was read. */
export function fileIn({ facts, planned }: World, path: string): WorldFile | null {
  const isThere = (file: ReadFile): boolean => file.realPath === path || file.path === path;
  const file = configFiles(facts).find(isThere) ?? askedFiles(facts).find(isThere);
  if (file === undefined) return null;
  const edit = planned.findLast((change) => change.kind === 'write-file' && change.path === file.realPath);
  return {
    realPath: file.realPath,
    state: file.state,
    lossless: file.lossless,
    textOnHost: file.text,
    text: edit?.kind === 'write-file' ? edit.after : file.text,
  };
}

/** Why no file's text is known at a path. */
export function whyUnread({ facts }: World, path: string): string {
  const asked = facts.asked.state === 'known' ? facts.asked.value : [];
  const answer = asked.find(({ kind, question }) => kind === 'file' && question.path === path)?.answer;
  if (answer === undefined) return `${path} was not read from this host`;
  const content = answer.state === 'known' && 'content' in answer.value ? answer.value.content : answer;
  return content.state === 'known' ? `${path} is read` : `${path}: ${content.why}`;
}

/** The unit of that name; null where systemd doesn't know it. */
export function unitIn({ facts }: World, name: string): Unit | null {
  if (facts.units.state !== 'known') return null;
  return facts.units.value.find((unit) => unit.name === name) ?? null;
}

type ReadFile = Pick<ConfigFile, 'path' | 'realPath' | 'text' | 'lossless' | 'state'>;

function askedFiles({ asked }: HostFacts): readonly ReadFile[] {
  if (asked.state !== 'known') return [];
  return asked.value.flatMap(({ kind, question, answer }) => {
    if (kind !== 'file' || answer.state !== 'known' || answer.value.content.state !== 'known') return [];
    return [{ path: question.path, realPath: answer.value.realPath, ...answer.value.content.value }];
  });
}

/** The files that nginx and PHP-FPM read. */
export function configFiles(facts: HostFacts): readonly ConfigFile[] {
  const nginx = facts.nginx.state === 'known' ? facts.nginx.value.files : [];
  const fpm = facts.fpm.state === 'known' ? facts.fpm.value.flatMap((program) => program.files) : [];
  return [...nginx, ...fpm];
}

/** What stands at a path; null where the probe didn't ask. */
export function pathIn({ facts }: World, path: string): PathState | null {
  if (facts.paths.state !== 'known') return null;
  return facts.paths.value.find((each) => each.realPath === path || each.path === path) ?? null;
}

/** Whether the probe saw a process listen on the socket at a path. */
export function isListenedOn(world: World, path: string): boolean {
  const { unixListeners } = world.facts;
  const state = pathIn(world, path);
  const names = [path, state?.path, state?.realPath];
  return unixListeners.state === 'known' && unixListeners.value.some((listener) => names.includes(listener.path));
}

/** The folder of that path, where the probe saw it on the way to a socket, or to what a log complains of. */
export function folderIn({ facts }: World, path: string): FolderState | null {
  const named = readable(facts).namedPaths;
  const all = [
    ...(facts.paths.state === 'known' ? facts.paths.value : []),
    ...(named.state === 'known' ? named.value.map(({ state }) => state) : []),
  ].flatMap(({ folders }) => folders);
  return all.find((each) => each.path === path && each.exists) ?? null;
}

/** Whether the probe saw a folder of that path on the way to a socket. */
export const folderExists = (world: World, path: string): boolean => folderIn(world, path) !== null;
