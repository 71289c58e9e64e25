import {
  chmodSync,
  chownSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
  mkdtempSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { applyPlan } from '../../src/apply/apply-plan.ts';
import { previewUndo } from '../../src/apply/preview-undo.ts';
import { undo } from '../../src/apply/settle.ts';
import type { ChangeDraft } from '../../src/plan/change.ts';
import { clearAway } from './clear-away.ts';
import { linking, planOf, removing, removingFolder, writing } from './plans.ts';
import { roomIn, run } from './room.ts';
import { shellSession } from './shell-session.ts';

// Root alone may make anything there, and everybody may come there.
const scratch = mkdtempSync('/var/lib/suture-astray-');
afterAll(() => clearAway(scratch));

const secret = 'only root may read this';
const commands = 'base64 cat chmod chown cp ln mkdir mv readlink rm rmdir sha256sum stat sync';

/**
 * Commands before each of which, while things are changed or put back, the owner of the folder makes a move, drawn by a
 * seed and the number of the call: what stands at a name goes aside for a link to root's, or it comes back.
 */
function commandsAmidMoves(seed: number, files: string, state: string, victims: string): string {
  const bin = join(scratch, `bin${seed}`);
  mkdirSync(bin);
  const moves = `#!/bin/sh
cd '${files}' || exit
count=$(/usr/bin/cat .count 2>/dev/null); count=$((\${count:-0} + 1)); echo $count >.count
draw=$(((count * 7919 + ${seed} * 104729 + count * count * 31) % 97))
set -- written given removed made link deep empty deep/written
shift $((draw % 8))
name=$1
victim='${victims}/file'
case $name in deep | empty) victim='${victims}' ;; esac
if [ -L "$name" ] && [ -e "$name.mine" ]; then /usr/bin/rm -f "$name"; /usr/bin/mv -T "$name.mine" "$name"
elif [ $((draw % 3)) = 0 ]; then { [ ! -e "$name" ] || /usr/bin/mv -T "$name" "$name.mine"; } && /usr/bin/ln -s "$victim" "$name"
fi 2>/dev/null
`;
  writeFileSync(join(bin, '.moves'), moves);
  for (const command of commands.split(' ')) {
    const shim = `#!/bin/sh
for state in '${state}'/tx/*/state.*; do
  case $state in
    *.applying | *.undoing) /usr/bin/setpriv --reuid=33 --regid=33 --clear-groups /bin/sh ${bin}/.moves </dev/null >/dev/null 2>&1 ;;
  esac
done
PATH=\${PATH#*:}
exec ${command} "$@"
`;
    writeFileSync(join(bin, command), shim);
    chmodSync(join(bin, command), 0o755);
  }
  return bin;
}

/** All there is to know of what only root may change. */
const guarded = (folder: string): unknown =>
  readdirSync(folder).map((name) => {
    const { mode, uid, gid, ino, nlink } = lstatSync(join(folder, name));
    return { name, mode, uid, gid, ino, nlink, text: readFileSync(join(folder, name), 'utf8') };
  });

/** The texts that an ordinary user can come to below a folder. */
function textsBelow(folder: string): string {
  return readdirSync(folder, { withFileTypes: true })
    .map((entry) => {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) return textsBelow(path);
      return entry.isFile() ? readFileSync(path, 'utf8') : '';
    })
    .join('\n');
}

test.each(Array.from({ length: 6 }, (_, seed) => seed))(
  'whatever the folder’s owner makes of its names between two commands, nothing of root’s is read or touched (seed %i)',
  async (seed) => {
    const plain = roomIn(scratch, shellSession('here', ['sh']), 33);
    const { files, file, places } = plain;
    const victims = join(files, '../victims');
    mkdirSync(victims);
    chownSync(files, 33, 33);
    writeFileSync(join(victims, 'file'), secret, { mode: 0o600 });
    // Its way is open to all, its folders are root's.
    for (const folder of [scratch, join(files, '..'), victims]) chmodSync(folder, 0o755);
    const at = (name: string): string => join(files, name);
    for (const name of ['deep', 'empty']) mkdirSync(at(name), { mode: 0o755 });
    for (const name of ['written', 'given', 'removed', 'deep/written']) {
      file(name, `text of ${name}\n`);
      chownSync(at(name), 33, 33);
    }
    symlinkSync('nowhere', at('link'));
    for (const name of ['deep', 'empty']) chownSync(at(name), 33, 33);
    const attributes = { owner: 'www-data', group: 'www-data' };
    const drafts: readonly ChangeDraft[] = [
      writing(at('written'), 'ours\n'),
      {
        kind: 'set-attributes',
        path: at('given'),
        expect: { ...attributes, mode: '0644' },
        after: { ...attributes, mode: '0755' },
      },
      removing(at('removed')),
      { kind: 'create-file', path: at('made'), ...attributes, mode: '0644', after: 'made\n' },
      linking(at('link'), 'nowhere', 'elsewhere'),
      writing(at('deep/written'), 'ours\n'),
      { kind: 'make-directory', path: at('deep/made'), ...attributes, mode: '0755' },
      { ...removingFolder(at('empty'), '0755'), expect: { ...attributes, mode: '0755' } } as ChangeDraft,
    ];
    const before = guarded(victims);
    const plan = planOf(
      drafts.map((_, index) => drafts[(index + seed) % drafts.length]).filter((each) => each !== undefined),
    );
    const bin = commandsAmidMoves(seed, files, places.state, victims);
    const session = shellSession('here', ['sh'], { ...process.env, PATH: `${bin}:${process.env['PATH'] ?? ''}` });
    const said: unknown[] = [];
    said.push(
      await applyPlan(session, plan, {
        run,
        who: 'alice@desk',
        confirmWithinSeconds: 600,
        timeoutMs: 60_000,
        places,
        onEvent: (event) => said.push(event),
      }),
    );
    expect(guarded(victims)).toEqual(before);
    said.push(await previewUndo(session, run, { places }), await undo(session, run, { places }));
    said.push(await undo(session, run, { places, force: true }));
    expect(guarded(victims)).toEqual(before);
    expect(Number(readFileSync(at('.count'), 'utf8'))).toBeGreaterThan(20);
    expect(textsBelow(files)).not.toContain(secret);
    const all = JSON.stringify(said);
    expect(all).not.toContain(secret);
    expect(all).not.toContain(Buffer.from(secret).toString('base64').slice(0, 24));
  },
);
