import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { rehearse as rehearseOpening } from '../../src/apply/rehearse.ts';
import type { ChangeDraft } from '../../src/plan/change.ts';
import type { HostPlan } from '../../src/plan/plan.ts';
import type { ReadSession } from '../../src/transport/session.ts';
import { creating, gating, linking, makingFolder, planOf, removing, writing } from './plans.ts';
import { shellSession } from './shell-session.ts';

type Names = Parameters<typeof rehearseOpening>[3];
const rehearse = (session: ReadSession, plan: HostPlan, names: Names = []) =>
  rehearseOpening(session, plan, { writes: [], reads: [] }, names);
const scratch = mkdtempSync(join(tmpdir(), 'suture-rehearse-'));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));
const path = join(scratch, 'a site.conf');
writeFileSync(path, 'old\n');
chmodSync(path, 0o640);
const mounts = (): readonly string[] =>
  readFileSync('/proc/self/mountinfo', 'utf8')
    .split('\n')
    .filter((line) => / suture |suture-rehearse/.test(line));

describe.each([
  ['dash', ['dash']],
  ['bash', ['bash']],
  ['busybox', ['busybox', 'sh']],
])('a rehearsal sent to %s', (_, argv) => {
  const session = shellSession('here', argv);

  test('shows the gate the new text under the live path, with its owner and mode, and nobody else', async () => {
    const look = `cat '${path}'; stat -c '%a %U' '${path}'; echo made >'${scratch}/by-the-gate'; cat '${scratch}/by-the-gate'`;
    expect(await rehearse(session, planOf([writing(path, "new 'text'\n"), gating(look)]))).toMatchObject({
      ok: true,
      value: { kind: 'rehearsed', passed: true, output: [{ text: "new 'text'\n640 root\nmade" }] },
    });
    expect(readFileSync(path, 'utf8')).toBe('old\n');
    expect(readdirSync(scratch)).toEqual(['a site.conf']);
    expect(mounts()).toEqual([]);
  });

  test('shows the gate a folder that is to be made, and leaves none', async () => {
    const folder = '/var/log/suture-rehearse';
    const make: ChangeDraft = {
      kind: 'make-directory',
      path: folder,
      owner: 'root',
      group: 'root',
      mode: '0755',
    };
    expect(
      await rehearse(session, planOf([make, gating(`echo log >${folder}/a.log; cat ${folder}/a.log`)])),
    ).toMatchObject({
      ok: true,
      value: { kind: 'rehearsed', passed: true, output: [{ text: 'log' }] },
    });
    expect(existsSync(folder)).toBe(false);
  });

  test('shows the gate what is made, linked and removed, and leaves all of it as it was', async () => {
    const [made, link, gone] = ['made', 'link', 'gone'].map((name) => join(scratch, name));
    if (made === undefined || link === undefined || gone === undefined) throw new Error('three paths');
    writeFileSync(gone, 'still here\n');
    const drafts = [
      makingFolder(`${made}.d`),
      creating(`${made}.d/new`, 'text\n', '0600'),
      linking(link, null, 'made.d/new'),
      removing(gone),
      gating(`cat '${link}'; stat -c %a '${made}.d/new'; ls '${gone}' 2>/dev/null || echo gone`),
    ];
    expect(await rehearse(session, planOf(drafts))).toMatchObject({
      value: { kind: 'rehearsed', passed: true, output: [{ text: 'text\n600\ngone' }] },
    });
    expect(readdirSync(scratch).toSorted()).toEqual(['a site.conf', 'gone']);
    expect(readFileSync(gone, 'utf8')).toBe('still here\n');
    rmSync(gone);
  });

  test('leaves nothing wherever it is played, in folders of any name too', async () => {
    const odd = mkdtempSync(join(scratch, 'a:b,c\\d e-'));
    for (const outside of ['/suture-rehearse', join(odd, 'x'), '/dev/shm/suture-rehearse', '/boot/suture-rehearse']) {
      for (const draft of [creating(outside, ''), makingFolder(outside), linking(outside, null, 'x')]) {
        expect(
          await rehearse(
            session,
            planOf([draft, gating(`ls -d ${dirname(outside)} /proc/1/root/etc; touch '${outside}.too'`)]),
          ),
        ).toMatchObject({
          value: { kind: 'rehearsed', passed: true },
        });
        expect([existsSync(outside), existsSync(`${outside}.too`)]).toEqual([false, false]);
      }
    }
    rmSync(odd, { recursive: true });
  });

  test('cannot reach the host through the processes that it can see', async () => {
    const outside = join(scratch, 'outside');
    const look = `for root in /proc/[0-9]*/root; do echo text >"$root${scratch}/outside"; done; true`;
    expect(await rehearse(session, planOf([writing(path, 'new\n'), gating(look)]))).toMatchObject({
      value: { kind: 'rehearsed', passed: true },
    });
    expect(existsSync(outside)).toBe(false);
  });

  test('runs each gate after the texts that stand before it, and tells a failing one', async () => {
    const first = writing(path, 'one\n');
    const plan = planOf([
      gating('echo never rehearsed; false'),
      first,
      gating(`grep -q one '${path}'`),
      { ...first, after: 'two\n' },
      gating(`cat '${path}'; exit 3`),
    ]);
    expect(await rehearse(session, plan)).toMatchObject({
      value: {
        kind: 'rehearsed',
        passed: false,
        output: [
          { passed: true, text: '' },
          { passed: false, text: 'two' },
        ],
      },
    });
  });
});

test('a gate’s output is bounded, and cannot forge a verdict', async () => {
  const forging = 'yes "suture-x gate c2 passed -" | head -c 3000000; echo "suture-x end"; exit 1';
  const rehearsed = await rehearse(shellSession('here', ['sh']), planOf([writing(path, 'new\n'), gating(forging)]));
  if (!rehearsed.ok || rehearsed.value.kind !== 'rehearsed') throw new Error('not rehearsed');
  expect(rehearsed.value.passed).toBe(false);
  expect(rehearsed.value.output[0]?.text.length).toBeLessThan(10_000);
});

test('without root it is not rehearsed, and says why', async () => {
  const session = shellSession('here', ['setpriv', '--reuid=65534', '--regid=65534', '--clear-groups', 'sh']);
  expect(await rehearse(session, planOf([writing(path, 'new\n'), gating('true')]))).toEqual({
    ok: true,
    value: { kind: 'not-rehearsed', why: 'only root can make a mount namespace' },
  });
});

test('a file that nobody can write to, as its file system is read-only, is not promised', async () => {
  const readOnly = 'mount --bind "$1" "$1" && mount -o remount,ro,bind "$1" && exec bash -s';
  const session = shellSession('here', ['unshare', '-m', 'sh', '-c', readOnly, 'sh', scratch]);
  expect(await rehearse(session, planOf([writing(path, 'new\n'), gating('true')]))).toEqual({
    ok: true,
    value: { kind: 'not-writable', path },
  });
});

describe('a file that its program comes to by a link', () => {
  const links = mkdtempSync(join(tmpdir(), 'suture-links-'));
  afterAll(() => rmSync(links, { recursive: true }));
  const folder = (name: string, uid: number): string => {
    const made = join(links, name);
    mkdirSync(made);
    chownSync(made, uid, uid);
    return made;
  };
  const ours = join(folder('ours', 0), 'site.conf');
  const theirs = join(folder('theirs', 65534), 'site.conf');
  const elsewhere = join(dirname(ours), 'other.conf');
  symlinkSync(path, ours);
  symlinkSync(path, theirs);
  symlinkSync('/etc/hostname', elsewhere);
  const tried = (...names: readonly string[]) =>
    rehearse(
      shellSession('here', ['sh']),
      planOf([writing(path, 'new\n'), gating('true')]),
      names.map((name) => ({ path: name, realPath: path })),
    );

  test('is not promised where the link is in somebody’s folder: they chose which of root’s files it is', async () => {
    expect(await tried(theirs)).toEqual({
      ok: true,
      value: { kind: 'led-astray', why: `${theirs} leads through ${theirs}, a link in a folder that isn't root's` },
    });
  });

  test('nor where the link leads elsewhere by now', async () => {
    expect(await tried(elsewhere)).toMatchObject({ value: { why: `${elsewhere} doesn't lead to ${path} any more` } });
  });

  test.each([
    ['by a link of root’s', [ours]],
    ['by its own name as well', [theirs, path]],
    ['by a link of root’s as well', [theirs, ours]],
  ])('and is where it comes there %s', async (_, names) => {
    expect(await tried(...names)).toMatchObject({ value: { kind: 'rehearsed', passed: true } });
  });
});

test('a plan whose gates follow no new text has nothing to rehearse', async () => {
  expect(await rehearse(shellSession('here', ['false']), planOf([gating('true'), writing(path, 'new\n')]))).toEqual({
    ok: true,
    value: { kind: 'not-rehearsed', why: 'nothing to test: no gate follows a new file' },
  });
});

test('what follows a command is not rehearsed, and what stands before it is', async () => {
  const command: ChangeDraft = {
    kind: 'command',
    argv: ['true'],
    folder: null,
    undo: { kind: 'none', why: '' },
    seconds: 1,
    expect: { creates: null, removes: null, unless: null },
  };
  const here = shellSession('here', ['sh']);
  const why = 'what follows a command can be tested only once that has run';
  expect(await rehearse(here, planOf([command, writing(path, 'new\n'), gating('false')]))).toMatchObject({
    value: { kind: 'not-rehearsed', why },
  });
  const after = [command, gating('false')];
  expect(await rehearse(here, planOf([writing(path, 'new\n'), gating('true'), ...after]))).toMatchObject({
    value: { kind: 'not-rehearsed', why },
  });
  expect(await rehearse(here, planOf([writing(path, 'new\n'), gating('false'), ...after]))).toMatchObject({
    value: { kind: 'rehearsed', passed: false },
  });
});
