import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { clearAway } from './clear-away.ts';
import { gating, planOf, writing } from './plans.ts';
import { roomIn } from './room.ts';
import { scratchFolder } from './scratch.ts';
import { shellSession } from './shell-session.ts';

const scratch = scratchFolder('suture-cost');
afterAll(() => clearAway(scratch));

const commands =
  'base64 cat chmod chown cp cut date df head id ln logger ls mkdir mv readlink rm rmdir setsid sha256sum stat sync systemctl tail timeout tr';

/** A session in which each command of the host is counted before it runs. */
function countedSession() {
  const bin = join(scratch, 'bin');
  const counts = join(scratch, 'counts');
  mkdirSync(bin);
  for (const command of commands.split(' ')) {
    writeFileSync(
      join(bin, command),
      `#!/bin/sh\necho ${command} >>'${counts}'\nPATH=\${PATH#*:}\nexec ${command} "$@"\n`,
    );
    chmodSync(join(bin, command), 0o755);
  }
  const env = { ...process.env, PATH: `${bin}:${process.env['PATH'] ?? ''}` };
  const counted = async (act: () => Promise<unknown>): Promise<number> => {
    writeFileSync(counts, '');
    await act();
    return readFileSync(counts, 'utf8').split('\n').length - 1;
  };
  return { session: shellSession('here', ['sh'], env), counted };
}

// Before anybody looked at the folders on the way, and at who could have written what settles a run, an edit of two files with
// a test took 97 commands, its confirmation 10 and its undo 65.
test('where all folders are root’s, a look at them costs a twentieth of a transaction at most', async () => {
  const { session, counted } = countedSession();
  const { apply, file, settle } = roomIn(scratch, session);
  const [a, b] = [file('a.conf', 'a\n'), file('b.conf', 'b\n')];
  const plan = planOf([writing(a, 'A\n'), writing(b, 'B\n'), gating('true')]);
  const applied = await counted(() => apply(plan));
  const confirmed = applied + (await counted(() => settle.confirm()));
  const undone = applied + (await counted(() => settle.undo()));
  expect({ confirmed, undone }).toSatisfy(() => confirmed <= (97 + 10) * 1.05 && undone <= (97 + 65) * 1.05);
});
