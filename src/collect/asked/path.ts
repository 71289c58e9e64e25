import { createHash } from 'node:crypto';
import type { FileAnswer, FileContent, FileQuestion, PathAnswer, PathQuestion, Standing } from '../../facts/asked.ts';
import { absent, type Fact, known, unknown } from '../../facts/fact.ts';
import { shellCommand } from '../../formats/shell-quote.ts';
import { type Block, blockText } from '../shell/blocks.ts';
import { readingThere, ways } from '../shell/ways.ts';

/** More than any file that people keep by hand. */
const MOST_BYTES = 1024 * 1024;

/**
 * Defines `ask_path PATH text|'' follow|''`: what stands at a path and where it leads, links of folders resolved, and the
 * bytes of a file in base64. A link that somebody else than root has a hand in is followed only where that is asked for,
 * and only to what belongs to whoever has the link: nobody shows root the way to root's own. Source: stat(1), readlink(1).
 */
export const pathWords = `${ways}${readingThere}${String.raw`
led_by_others() {
  [ -n "$3" ] || { block "$1" "$2"; return 1; }
  whose=$link_owner
}
follows_no_further() {
  [ -n "$whose" ] || return 1
  reach "$1"
  if [ "$here" = others ] && [ "$others_owner" = "$whose" ]; then return 1; fi
  block astray "a link of $whose leads to $1, which is not in a folder of $whose"
}
# Of a link and of those that it leads to in turn, whether one isn't root's alone.
whose_link() {
  chain=$1
  chain_links=0
  while [ "$chain_links" -le 40 ]; do
    chain_links=$((chain_links + 1))
    if ! reach "$chain"; then
      [ -n "$astray" ]
      return
    fi
    [ -L "$at" ] || return 1
    if [ "$here" = others ]; then
      link_owner=$(stat -c %U -- "$at")
      astray="$chain is a link of $link_owner, and $others_folder belongs to $others_owner"
      return 0
    fi
    chain_target=$(readlink -n -- "$at"; printf .)
    case $chain_target in
      /*) chain=${'${chain_target%.}'} ;;
      *) chain=$folder/${'${chain_target%.}'} ;;
    esac
  done
  return 1
}
stat_of() { stat -c '%F|%i|%u|%g|%U|%G|%a|%h|%s' -- "$1"; }
ask_path() {
  whose=
  if ! reach "$1" && [ -n "$astray" ]; then led_by_others astray "$astray" "$3" || return; fi
  up=${'${1%/*}'} rest=/${'${1##*/}'}
  while [ -n "$up" ] && [ ! -d "$up" ]; do
    rest=/${'${up##*/}'}$rest up=${'${up%/*}'}
  done
  [ -x "${'${up:-/}'}" ] || { block denied "${'${up:-/}'}"; return; }
  up=$(readlink -f "${'${up:-/}'}")
  up=${'${up%/}'}
  ! follows_no_further "$up/." || return
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
    if whose_link "$first"; then led_by_others led "$astray" "$3" || return; fi
    [ -e "$first" ] || return
    first=$(readlink -f "$first")
    ! follows_no_further "$first" || return
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
  reach "$1"
  block bytes "$(read_at | head -c ${MOST_BYTES + 1} | base64 | tr -d '\n')"
}
`}`;

/** The call that asks about a path. */
export const askPath = ({ kind, path, follow }: PathQuestion | FileQuestion): string =>
  `ask_path ${shellCommand([path, kind === 'file' ? 'text' : '', follow === true ? 'follow' : ''])}`;

/** Reads what a host said of a path. */
export function pathAnswer(blocks: readonly Block[]): Fact<PathAnswer> {
  const text = (name: string): string | null => blocks.find((block) => block.name === name)?.text ?? null;
  const denied = text('denied');
  if (denied !== null) return unknown(`${denied} may not be entered: needs root`);
  const astray = text('astray');
  if (astray !== null) return unknown(astray);
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
    led: isLink ? text('led') : null,
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
