import { chmodSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { comparePlan } from '../../src/apply/compare-plan.ts';
import { planOf, writing } from './plans.ts';
import { shellSession } from './shell-session.ts';
import { scratchFolder } from './scratch.ts';

const scratch = scratchFolder('suture-compare');
afterAll(() => rmSync(scratch, { recursive: true }));

let files = 0;
function file(text: string): string {
  files += 1;
  const path = join(scratch, `file${files}`);
  writeFileSync(path, text, { mode: 0o644 });
  return path;
}

describe.each([[['dash']], [['bash']], [['busybox', 'sh']]])('asked of %s, a host that', (argv) => {
  const session = shellSession('here', argv);

  test('is as the plan expects it differs in nothing', async () => {
    const path = file('old\n');
    expect(await comparePlan(session, planOf([writing(path, 'new\n')]))).toEqual({ ok: true, value: [] });
  });

  test('was changed since names every difference, and nothing is written', async () => {
    const [edited, opened, folder] = [file('old\n'), file('old\n'), join(scratch, 'nowhere/folder')];
    const plan = planOf([
      writing(edited, 'new\n'),
      writing(opened, 'new\n'),
      { kind: 'make-directory', path: folder, owner: 'root', group: 'root', mode: '0755' },
    ]);
    writeFileSync(edited, 'by hand\n');
    chmodSync(opened, 0o666);
    const compared = await comparePlan(session, plan);
    expect(compared).toMatchObject({
      ok: true,
      value: [
        { change: 'c1', what: 'sha256' },
        { change: 'c2', what: 'attributes', expected: '0:0:644', found: '0:0:666' },
        { change: 'c3', what: 'folder', expected: join(scratch, 'nowhere'), found: 'missing' },
      ],
    });
  });
});
