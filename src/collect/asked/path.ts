import { createHash } from 'node:crypto';
import type { FileAnswer, FileContent, FileQuestion, PathAnswer, PathQuestion, Standing } from '../../facts/asked.ts';
import { absent, type Fact, known, unknown } from '../../facts/fact.ts';
import { shellCommand } from '../../formats/shell-quote.ts';
import { type Block, blockText } from '../shell/blocks.ts';

/** More than any file that people keep by hand. */
const MOST_BYTES = 1024 * 1024;

/**
 * Defines `ask_path PATH text|''`: what stands at a path and where it leads, links of folders resolved, and the bytes of
 * a file in base64. Source: stat(1), readlink(1).
 */
export const pathWords = String.raw`
stat_of() { stat -c '%F|%i|%u|%g|%U|%G|%a|%h|%s' -- "$1"; }
ask_path() {
  up=${'${1%/*}'} rest=/${'${1##*/}'}
  while [ -n "$up" ] && [ ! -d "$up" ]; do
    rest=/${'${up##*/}'}$rest up=${'${up%/*}'}
  done
  [ -x "${'${up:-/}'}" ] || { block denied "${'${up:-/}'}"; return; }
  up=$(readlink -f "${'${up:-/}'}")
  up=${'${up%/}'}
  block up "$up"
  block rest "$rest"
  below=${'${rest#/}'}
  first=$up/${'${below%%/*}'}
  if [ "$first" != "$up$rest" ]; then
    if [ -e "$first" ] || [ -L "$first" ]; then block blocked "$first"; fi
    return
  fi
  at=$(stat_of "$first")
  block at "$at"
  if [ -L "$first" ]; then
    block target "$(readlink -n "$first"; printf .)"
    [ -e "$first" ] || return
    first=$(readlink -f "$first")
    at=$(stat_of "$first")
    block real "$first"
    block real-at "$at"
  elif [ -d "$first" ] && [ -r "$first" ]; then
    empty=yes
    for entry in "$first"/* "$first"/.[!.]* "$first"/..?*; do
      if [ -e "$entry" ] || [ -L "$entry" ]; then empty=no; break; fi
    done
    block empty "$empty"
  fi
  if [ -n "$2" ] && [ -f "$first" ]; then show_bytes "$first" "${'${at##*|}'}"; fi
}
show_bytes() {
  [ -r "$1" ] || { block unread 'it may not be read: needs root'; return; }
  [ "$2" -le ${MOST_BYTES} ] || { block unread 'it is larger than ${MOST_BYTES / 1024 / 1024} MiB'; return; }
  block bytes "$(head -c ${MOST_BYTES + 1} "$1" | base64 | tr -d '\n')"
}
`;

/** The call that asks about a path. */
export const askPath = ({ kind, path }: PathQuestion | FileQuestion): string =>
  `ask_path ${shellCommand([path, kind === 'file' ? 'text' : ''])}`;

/** Reads what a host said of a path. */
export function pathAnswer(blocks: readonly Block[]): Fact<PathAnswer> {
  const text = (name: string): string | null => blocks.find((block) => block.name === name)?.text ?? null;
  const denied = text('denied');
  if (denied !== null) return unknown(`${denied} may not be entered: needs root`);
  const blocked = text('blocked');
  if (blocked !== null) return unknown(`${blocked} is no folder`);
  const up = text('up');
  const rest = /^(?:\/[^/]+)+$/.exec(text('rest') ?? '')?.[0];
  if (up === null || rest === undefined || !/^(?:\/.*)?$/s.test(up)) return unknown('the path could not be resolved');
  const place = `${up}${rest}`;
  const at = standingOf(text('at') ?? '');
  const target = text('target')?.replace(/\.$/, '') ?? null;
  if (at === null && (text('at') ?? '') !== '') return unknown('what stands there could not be told');
  const realPath = text('real') ?? place;
  const isLink = at?.kind === 'link';
  const real = isLink ? standingOf(text('real-at') ?? '') : at;
  const empty = text('empty');
  return known({
    place,
    missingFolders: foldersTo(up, rest),
    at,
    target: isLink ? target : null,
    realPath: isLink && real !== null ? realPath : place,
    real,
    isEmpty: empty === null ? null : empty === 'yes',
  });
}

/** Reads what a host said of a path and the file there. */
export function fileAnswer(blocks: readonly Block[]): Fact<FileAnswer> {
  const answer = pathAnswer(blocks);
  return answer.state === 'known' ? known({ ...answer.value, content: contentOf(answer.value, blocks) }) : answer;
}

function contentOf({ place, real }: PathAnswer, blocks: readonly Block[]): Fact<FileContent> {
  if (real?.kind !== 'file') return absent(`there is no file at ${place}`);
  const why = blockText(blocks, 'unread');
  if (why !== '') return unknown(why);
  const encoded = blocks.find(({ name }) => name === 'bytes')?.text ?? '!';
  if (!/^[A-Za-z0-9+/]*={0,2}$/.test(encoded)) return unknown('its bytes did not arrive');
  const bytes = Buffer.from(encoded, 'base64');
  if (bytes.length !== real.bytes) return unknown('it changed while it was read, or is no file that holds its bytes');
  const text = bytes.toString('utf8');
  const { inode, uid, gid, owner, group, mode } = real;
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  return known({
    text,
    lossless: Buffer.from(text, 'utf8').equals(bytes),
    state: { sha256, inode, uid, gid, owner, group, mode },
  });
}

/** The folders that lead to the last name of `rest`, topmost first; none of them is there. */
function foldersTo(up: string, rest: string): readonly string[] {
  const names = rest.split('/').slice(1, -1);
  return names.map((_, index) => `${up}/${names.slice(0, index + 1).join('/')}`);
}

function standingOf(line: string): Standing | null {
  const match = /^([^|]*)\|(\d+)\|(\d+)\|(\d+)\|([^|]*)\|([^|]*)\|([0-7]{1,5})\|(\d+)\|(\d+)$/.exec(line);
  if (match === null) return null;
  const [, type = '', inode, uid, gid, owner = '', group = '', mode = '', names, bytes] = match;
  return {
    kind: kindOf(type),
    inode: Number(inode),
    uid: Number(uid),
    gid: Number(gid),
    owner,
    group,
    mode: mode.padStart(4, '0'),
    names: Number(names),
    bytes: Number(bytes),
  };
}

function kindOf(type: string): Standing['kind'] {
  if (type === 'socket' || type === 'directory') return type;
  if (type === 'symbolic link') return 'link';
  return type.startsWith('regular') ? 'file' : 'other';
}
