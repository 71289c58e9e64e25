import { type Fact, known, unknown } from '../../facts/fact.ts';
import type { FolderState, PathState } from '../../facts/file.ts';
import { shellCommand } from '../../formats/shell-quote.ts';
import { type Collector, defineCollector } from '../define-collector.ts';
import { type Block, blocksOf, blockText, linesOf } from '../shell/blocks.ts';
import { asWorker, type Worker } from './worker.ts';

/**
 * What stands at these absolute paths and on the way to them; without a worker nobody asks whether nginx may connect.
 * Source: readlink(1), stat(1), getfacl(1), and access(2) as nginx's worker.
 */
export const pathsOf = (asked: readonly string[], worker: Worker | null): Collector<'paths'> =>
  defineCollector({
    fact: 'paths',
    seconds: 10,
    script: asked.length === 0 ? '' : pathScript(shellCommand(asked), worker),
    parse: ({ bytes }): Fact<readonly PathState[]> => {
      const blocks = blocksOf(bytes);
      const states = pathStates(blocks, asked);
      if (typeof states === 'string') return unknown(states);
      const may = new Map(linesOf(blockText(blocks, 'may')).map((line) => [line.slice(4), line.startsWith('yes ')]));
      return known(
        states.map((state) => ({
          ...state,
          nginxMayConnect: state.kind === 'missing' ? null : (may.get(state.path) ?? null),
        })),
      );
    },
  });

/** Reads what `pathScript` printed of these paths; a sentence says why where it tells nothing. */
export function pathStates(
  blocks: readonly Block[],
  asked: readonly string[],
): readonly Omit<PathState, 'nginxMayConnect'>[] | string {
  const states = new Map(linesOf(blockText(blocks, 'states')).flatMap(entryOf));
  const acls = aclsOf(blockText(blocks, 'acl'));
  const aclTold = blockText(blocks, 'acl-told');
  const marked = linesOf(blockText(blocks, 'acl-marks'));
  const denied = blockText(blocks, 'denied');
  if (denied !== '') return `${denied} may not be entered: needs root`;
  const reals = linesOf(blockText(blocks, 'real'));
  if (reals.length !== asked.length) return 'the paths could not be resolved';
  return asked.map((path, index) => {
    const realPath = reals[index] ?? path;
    const state = states.get(realPath);
    const listed = aclTold === 'getfacl' ? (acls.get(realPath) ?? []) : [];
    const untold = aclTold === '' || marked.includes(realPath);
    return {
      path,
      realPath,
      kind: state?.kind ?? 'missing',
      inode: state?.inode ?? null,
      owner: state?.owner ?? null,
      group: state?.group ?? null,
      mode: state?.mode ?? null,
      acl: state === undefined || untold ? null : listed,
      folders: foldersOf(realPath, states),
    };
  });
}

/** Asks what stands at these paths, which are words of a shell, and on the way to them. */
export const pathScript = (words: string, worker: Worker | null): string => String.raw`
set -- ${words}
reals= wanted=/$nl denied=
for asked do
  real=$(readlink -f "$asked")
  if [ -z "$real" ]; then
    up=$asked rest=
    while [ -n "$up" ] && [ ! -d "$up" ]; do rest=/${'${up##*/}'}$rest up=${'${up%/*}'}; done
    real=$(readlink -f "${'${up:-/}'}")
    real=${'${real%/}'}$rest
  fi
  reals=$reals$real$nl
  part=$real
  while [ -n "$part" ]; do
    wanted=$wanted$part$nl
    part=${'${part%/*}'}
    if [ -d "$part" ] && [ ! -x "$part" ]; then denied=$part; fi
  done
done
block real "$reals"
block denied "$denied"
may=
${worker === null ? '' : `if [ "$user_id" = 0 ]; then\n${asWorker(worker)}${mayConnect}fi`}
block may "$may"
IFS=$nl
set -f
set -- $(printf %s "$wanted" | sort -u)
block states "$(stat -c '%F|%i|%U:%u|%G:%g|%a|%n' "$@")"
set -- $(printf %s "$reals" | sort -u)
if command -v getfacl >/dev/null; then
  block acl-told getfacl
  block acl "$(getfacl -p "$@")"
elif ls --version | grep -q coreutils; then
  block acl-told ls
  marks=
  for real do case $(ls -ld "$real") in ??????????+*) marks=$marks$real$nl ;; esac; done
  block acl-marks "$marks"
fi
`;

const mayConnect = String.raw`
may=$(as_worker sh -c 'for path do if [ -w "$path" ]; then echo "yes $path"; else echo "no  $path"; fi; done' sh "$@")
`;

interface Entry extends Pick<FolderState, 'owner' | 'group' | 'mode'> {
  readonly kind: PathState['kind'];
  readonly inode: number;
}

function entryOf(line: string): readonly (readonly [string, Entry])[] {
  const match = /^([^|]*)\|(\d+)\|([^|]*)\|([^|]*)\|([0-7]+)\|(\/.*)$/.exec(line);
  if (match === null) return [];
  const [, type = '', inode, owner = '', group = '', mode = '', path = ''] = match;
  return [
    [
      path,
      {
        kind: kindOf(type),
        inode: Number(inode),
        owner: named(owner),
        group: named(group),
        mode: mode.padStart(4, '0'),
      },
    ],
  ];
}

/** `www-data:33`; a number that has no name stands for itself, which stat calls UNKNOWN. */
const named = (text: string): string => text.replace(/^UNKNOWN:(\d+)$/, '$1').replace(/:\d+$/, '');

function kindOf(type: string): PathState['kind'] {
  if (type === 'socket' || type === 'directory') return type;
  return type.startsWith('regular') ? 'file' : 'other';
}

function foldersOf(realPath: string, states: ReadonlyMap<string, Entry>): readonly FolderState[] {
  const folders: FolderState[] = [];
  const names = realPath.split('/').slice(1, -1);
  for (let depth = 0; depth <= names.length; depth += 1) {
    const path = `/${names.slice(0, depth).join('/')}`;
    const state = states.get(path);
    if (state === undefined) return [...folders, { path, owner: '', group: '', mode: '', exists: false }];
    const { owner, group, mode } = state;
    folders.push({ path, owner, group, mode, exists: true });
  }
  return folders;
}

/** `getfacl` separates files by an empty line; a name with odd characters comes in octal, as the path then does. */
function aclsOf(text: string): ReadonlyMap<string, readonly string[]> {
  return new Map(
    text.split('\n\n').map((part) => {
      const path = /^# file: (.*)$/m.exec(part)?.[1] ?? '';
      return [path, [...part.matchAll(/^(?:user|group):[^:\n]+:[rwx-]{3}/gm)].map(([entry]) => entry)];
    }),
  );
}
