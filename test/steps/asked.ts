import type { Asked, FileAnswer, FileContent, PathAnswer, Standing } from '../../src/facts/asked.ts';
import { absent, type Fact, known } from '../../src/facts/fact.ts';
import type { Draft } from '../checks/host.ts';

const standing = (kind: Standing['kind'], rest: Partial<Standing> = {}): Standing => ({
  kind,
  inode: 4711,
  uid: 0,
  gid: 0,
  owner: 'root',
  group: 'root',
  mode: kind === 'directory' ? '0755' : '0644',
  names: 1,
  bytes: 0,
  ...rest,
});

const contentOf = (text: string, { inode, uid, gid, owner, group, mode }: Standing): FileContent => ({
  state: { sha256: '0'.repeat(64), inode, uid, gid, owner, group, mode },
  text,
  lossless: true,
});

const pathAnswer = (place: string, at: Standing | null, rest: Partial<PathAnswer> = {}): PathAnswer => ({
  place,
  missingFolders: [],
  at,
  target: null,
  led: null,
  realPath: place,
  real: at,
  isEmpty: at?.kind === 'directory' ? true : null,
  ...rest,
});

const NO_FILE: Fact<FileContent> = absent('there is no file');

/** The host says this of a path, whichever way it is asked. */
function tells(host: Draft, path: string, answer: PathAnswer, content: Fact<FileContent> = NO_FILE): void {
  const asked: readonly Asked[] = [
    { kind: 'path', question: { kind: 'path', path }, answer: known(answer) },
    { kind: 'file', question: { kind: 'file', path }, answer: known<FileAnswer>({ ...answer, content }) },
    { kind: 'path', question: { kind: 'path', path, follow: true }, answer: known(answer) },
  ];
  host.asked.push(...(asked as Draft['asked']));
}

/** Nothing stands at a path, nor in these folders on the way. */
export const hasNothing = (host: Draft, path: string, ...missingFolders: readonly string[]): void =>
  tells(host, path, pathAnswer(path, null, { missingFolders }));

/** A folder stands at a path. */
export const hasFolder = (host: Draft, path: string, isEmpty: boolean, rest: Partial<Standing> = {}): void =>
  tells(host, path, pathAnswer(path, standing('directory', rest), { isEmpty }));

/** A link stands at a path, and leads to this file; null where it leads nowhere. */
export function hasLink(host: Draft, path: string, target: string, text: string | null): void {
  const real = text === null ? null : standing('file');
  const realPath = real === null ? path : target;
  const content = real === null || text === null ? NO_FILE : known(contentOf(text, real));
  tells(host, path, pathAnswer(path, standing('link', { mode: '0777' }), { target, realPath, real }), content);
}

/** Something that is neither file, folder nor link stands at a path. */
export const hasSocket = (host: Draft, path: string): void => tells(host, path, pathAnswer(path, standing('socket')));

/** A file stands at a path. */
export function hasFile(host: Draft, path: string, text: string, rest: Partial<Standing> = {}): void {
  const at = standing('file', { bytes: Buffer.byteLength(text), ...rest });
  tells(host, path, pathAnswer(path, at), known(contentOf(text, at)));
}
