import { lstatSync, readFileSync, readlinkSync, type Stats } from 'node:fs';
import { dirname, isAbsolute, join, parse, resolve, sep } from 'node:path';
import { userInfo } from 'node:os';

const MOST_LINKS = 40;

/**
 * Why a path can't be trusted to be ours: a part of a sentence, with the folder and its owner; null where it can. Each folder on
 * the way, and what is there, must belong to us or to root, and be writable by nobody else, as for OpenSSH's StrictModes; in
 * a sticky folder others may be at work beside it. Links count where nobody else could have made them. What isn't there yet is
 * ours to make. Source: sshd_config(5), StrictModes; misc.c, safe_path.
 */
export function notOurs(path: string): string | null {
  const { root } = parse(resolve(path));
  let waiting = partsOf(resolve(path));
  let at = root;
  let links = 0;
  const wrongRoot = wrongWith(root, lstatSync(root), waiting.length > 0);
  if (wrongRoot !== null) return wrongRoot;
  for (let part = waiting.shift(); part !== undefined; part = waiting.shift()) {
    const here = join(at, part);
    const found = lookAt(here);
    if (found === null) return null;
    if (found.isSymbolicLink()) {
      if (!isOurs(found.uid)) return `${here} is a link that ${ownerOf(found.uid)} made`;
      links += 1;
      if (links > MOST_LINKS) return `${here} leads over too many links`;
      const target = readlinkSync(here);
      waiting = [...partsOf(target), ...waiting];
      if (isAbsolute(target)) at = root;
      continue;
    }
    const wrong = wrongWith(here, found, waiting.length > 0);
    if (wrong !== null) return wrong;
    at = part === '..' ? dirname(at) : here;
  }
  return null;
}

/** Null for what isn't there, or can't be: whoever then makes it is told why. */
function lookAt(path: string): Stats | null {
  try {
    return lstatSync(path, { throwIfNoEntry: false }) ?? null;
  } catch {
    return null;
  }
}

const partsOf = (path: string): string[] => path.split(sep).filter((part) => part !== '' && part !== '.');

function wrongWith(
  path: string,
  { uid, gid, mode }: Pick<Stats, 'uid' | 'gid' | 'mode'>,
  isOnTheWay: boolean,
): string | null {
  if (!isOurs(uid)) return `${path} belongs to ${ownerOf(uid)}`;
  const isSticky = isOnTheWay && (mode & 0o1000) !== 0;
  const others =
    (mode & 0o002) !== 0 ? 'anybody' : (mode & 0o020) !== 0 && !isPrivateGroup(gid) ? `its group (${gid})` : null;
  return others === null || isSticky ? null : `${path} can be written by ${others}`;
}

const isOurs = (uid: number): boolean => uid === 0 || uid === process.geteuid?.();

const ownerOf = (uid: number): string => `another user (uid ${uid})`;

/** The group of nobody but ourselves, which many systems give each user. */
function isPrivateGroup(gid: number): boolean {
  if (gid === 0) return true;
  if (gid !== process.getegid?.()) return false;
  const line = readGroups().find((each) => each[2] === String(gid));
  const { username } = userInfo();
  return line !== undefined && line[0] === username && ['', username].includes(line[3] ?? '');
}

function readGroups(): readonly (readonly string[])[] {
  try {
    return readFileSync('/etc/group', 'utf8')
      .split('\n')
      .map((line) => line.split(':'));
  } catch {
    return [];
  }
}
