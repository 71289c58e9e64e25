import { chmodSync, chownSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { askProbe } from '../../../src/collect/ask-probe.ts';
import { hintOfTransactions, openTransactionsOf } from '../../../src/collect/first-round/open-transactions.ts';
import { known } from '../../../src/facts/fact.ts';
import { openTransactions } from '../../apply/open-transactions.ts';
import { scratchFolder } from '../../apply/scratch.ts';
import { shellSession } from '../../apply/shell-session.ts';
import { shells, withShell } from '../shells.ts';

const scratch = scratchFolder('suture-open');
afterAll(() => rmSync(scratch, { recursive: true }));
const session = shellSession('here', ['sh']);
const ID = '20261121T074512Z-k3f9';
let rooms = 0;

/** A state folder with a transaction in this state, and whatever else is said. */
function stateWith(state: string | null, files: Readonly<Record<string, string>> = {}, id = ID): string {
  rooms += 1;
  const folder = join(scratch, String(rooms));
  const tx = join(folder, 'tx', id);
  mkdirSync(tx, { recursive: true, mode: 0o700 });
  if (state !== null) writeFileSync(join(tx, `state.${state}`), '');
  writeFileSync(join(tx, 'header'), 'who=bob@desk\nsince=2026-11-21T07:45:12Z\n');
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(join(folder, name, '..'), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
  return folder;
}

const inTx = (name: string): string => `tx/${ID}/${name}`;
const listed = async (folder: string) => openTransactions(session, folder);

describe('a host’s open transactions', () => {
  test.each(shells)('are told by %s', async (shell) => {
    const files = { [inTx('paths')]: '/etc/a\n/etc/b\n', [inTx('undo.sh')]: ':\n' };
    const folder = stateWith('applied', files);
    expect(await withShell(shell, async (here) => openTransactions(here, folder))).toEqual(
      known([
        {
          id: ID,
          state: 'applied',
          who: 'bob@desk',
          since: '2026-11-21T07:45:12Z',
          atWork: false,
          armed: false,
          firesAt: null,
          paths: ['/etc/a', '/etc/b'],
          undo: 'roots',
        },
      ]),
    );
  });

  test.each(['preparing', 'applying', 'undoing', 'undo-failed'])('are told when %s', async (state) => {
    expect(await listed(stateWith(state))).toMatchObject(known([{ id: ID, state, undo: 'none' }]));
  });

  test.each<[string, () => string]>([
    ['all are confirmed', () => stateWith('confirmed')],
    ['all are undone', () => stateWith('undone')],
    ['one has no state', () => stateWith(null)],
    ['one has a state that there isn’t', () => stateWith('burning')],
    ['one is called as no run is', () => stateWith('applied', {}, 'x; reboot')],
    ['one is called almost as a run is', () => stateWith('applied', {}, `${ID}-later`)],
    ['the lock is held by nobody’s run', () => stateWith('confirmed', { 'lock/owner': 'run=$(reboot)\n' })],
    ['there is no folder', () => join(scratch, 'none')],
  ])('are none where %s', async (_, make) => {
    expect(await listed(make())).toEqual(known([]));
  });

  test('are told where one is settled and still has the lock, and where one has it and nothing else yet', async () => {
    const owner = { 'lock/owner': `run=${ID}\nwho=bob@desk\nsince=then\n` };
    expect(await listed(stateWith('undone', owner))).toMatchObject(known([{ id: ID, state: 'undone' }]));
    const folder = stateWith(null, { 'lock/owner': `run=${ID}\nwho=eve@desk\nsince=then\n` }, 'other');
    expect(await listed(folder)).toMatchObject(known([{ id: ID, state: 'preparing', who: 'eve@desk', since: 'then' }]));
  });

  test('are at work while the process that was noted lives, and not when another has its number', async () => {
    const stat = readFileSync(`/proc/${process.pid}/stat`, 'utf8');
    const started = stat.replace(/^.*\) /s, '').split(' ')[19] ?? '';
    const writer = (since: string) => ({ [inTx('writer')]: `pid=${process.pid}\nstarted=${since}\n` });
    expect(await listed(stateWith('applying', writer(started)))).toMatchObject(known([{ atWork: true }]));
    expect(await listed(stateWith('applying', writer('1')))).toMatchObject(known([{ atWork: false }]));
    const applied = stateWith('applied', writer(started));
    expect(await listed(applied)).toMatchObject(known([{ atWork: false }]));
    symlinkSync(`${process.pid}:${started}`, join(applied, inTx('undoer')));
    expect(await listed(applied)).toMatchObject(known([{ atWork: true }]));
  });

  test('are bounded and kept as text, whatever stands in their files', async () => {
    const long = 'x'.repeat(100_000);
    const folder = stateWith('applied', {
      [inTx('header')]: `who=${long}\nsince=$(touch ${scratch}/ran)\n`,
      [inTx('switch')]: 'kind=systemd\nunit=--help; reboot\narmed=1e9\nseconds=-\n',
      [inTx('writer')]: 'pid=../../etc/passwd\nstarted=\n',
      [inTx('paths')]: '/etc/a\n'.repeat(1000),
    });
    const told = await listed(folder);
    const [open] = told.state === 'known' ? told.value : [];
    expect(open).toMatchObject({ since: '', atWork: false, armed: null, firesAt: null });
    expect(open?.who.length).toBeLessThanOrEqual(300);
    expect(open?.paths).toHaveLength(10);
  });

  test('are at most four', async () => {
    const folder = stateWith('applied');
    for (const tail of ['aaaa', 'bbbb', 'cccc', 'dddd', 'eeee']) {
      mkdirSync(join(folder, 'tx', `20261121T074512Z-${tail}`));
      writeFileSync(join(folder, 'tx', `20261121T074512Z-${tail}`, 'state.applied'), '');
    }
    const told = await listed(folder);
    expect(told.state === 'known' && told.value.length).toBe(4);
  });

  test('are not believed where somebody but root may write', async () => {
    const folder = stateWith('applied');
    chownSync(folder, 33, 33);
    expect(await listed(folder)).toMatchObject({
      state: 'unknown',
      why: expect.stringContaining('is not root') as string,
    });
    const open = stateWith('applied');
    chmodSync(open, 0o777);
    expect(await listed(open)).toMatchObject({ state: 'unknown' });
    const theirs = join(scratch, 'theirs');
    mkdirSync(theirs);
    symlinkSync(stateWith('applied'), join(theirs, 'state'));
    chownSync(theirs, 33, 33);
    expect(await listed(join(theirs, 'state'))).toMatchObject({ state: 'unknown' });
  });

  test.each<[string, (tx: string) => void]>([
    ['its undo.sh is somebody’s', (tx) => chownSync(join(tx, 'undo.sh'), 33, 33)],
    ['others may write to its undo.sh', (tx) => chmodSync(join(tx, 'undo.sh'), 0o646)],
    ['its folder is somebody’s', (tx) => chownSync(tx, 33, 33)],
    [
      'its undo.sh is a link',
      (tx) => {
        rmSync(join(tx, 'undo.sh'));
        symlinkSync('/etc/hostname', join(tx, 'undo.sh'));
      },
    ],
  ])('say so where %s', async (_, change) => {
    const folder = stateWith('applied', { [inTx('undo.sh')]: ':\n' });
    change(join(folder, 'tx', ID));
    expect(await listed(folder)).toMatchObject(known([{ undo: 'others' }]));
  });
});

describe('the hint', () => {
  const asked = async (folder: string) => {
    const collector = openTransactionsOf(folder);
    const hint = { ...collector, fact: 'memory', when: null, script: hintOfTransactions(folder) } as const;
    const answers = await askProbe(session, { prelude: ':', lanes: [[hint, collector]] }, 30_000);
    if (!answers.ok) throw new Error(answers.error.message);
    return answers.value(collector);
  };

  test('has the question asked where something is open, and only there', async () => {
    expect(await asked(stateWith('applied'))).toMatchObject(known([{ state: 'applied' }]));
    expect(await asked(stateWith('confirmed'))).toEqual(known([]));
    expect(await asked(join(scratch, 'none'))).toEqual(known([]));
    const unsafe = stateWith('confirmed', { 'lock/owner': '' });
    chmodSync(unsafe, 0o777);
    expect(await asked(unsafe)).toMatchObject({ state: 'unknown' });
  });
});
