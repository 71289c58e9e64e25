import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import type { Command } from '../../src/plan/change.ts';
import { shellLine } from '../../src/plan/command-line.ts';
import { clearAway } from './clear-away.ts';
import { gating, planOf, waiting, writing } from './plans.ts';
import { roomIn, run, until } from './room.ts';
import { shellSession } from './shell-session.ts';
import { scratchFolder } from './scratch.ts';

const scratch = scratchFolder('suture-commands');
afterAll(() => clearAway(scratch));

type Draft = Omit<Command, 'id' | 'step' | 'finding'>;
const running = (line: string, undo: string | null, rest: Partial<Draft> = {}): Draft => ({
  kind: 'command',
  argv: shellLine(line),
  folder: null,
  undo: undo === null ? { kind: 'none', why: 'a mail is gone' } : { kind: 'command', argv: shellLine(undo) },
  seconds: 20,
  expect: { creates: null, removes: null, unless: null },
  ...rest,
});

const shells = [
  ['dash', ['dash']],
  ['bash', ['bash']],
  ['busybox', ['/usr/bin/busybox', 'sh']],
] as const;

describe.each(shells)('a command under %s', (_, argv) => {
  const room = () => roomIn(scratch, shellSession('here', argv));
  const read = (path: string): string => readFileSync(path, 'utf8');

  test('runs where it is written, in its folder, and its output is told', async () => {
    const { apply, file, files, events } = room();
    const path = file('conf', 'old\n');
    const command = running('cat conf >seen; echo it is done', 'rm seen', { folder: files });
    expect(await apply(planOf([writing(path, 'new\n'), command]))).toEqual({ kind: 'applied' });
    expect(read(join(files, 'seen'))).toBe('new\n');
    expect(events).toContainEqual({ kind: 'change', change: 'c2', state: 'done', output: 'it is done' });
  });

  test('is undone in the reverse order of the plan, files in between too; twice does nothing more', async () => {
    const { apply, file, files, settle } = room();
    const [path, log] = [file('conf', 'old\n'), join(files, 'log')];
    const tell = (word: string): Draft => running(`echo ${word} >>${log}`, `echo un${word} "$(cat ${path})" >>${log}`);
    await apply(planOf([tell('one'), writing(path, 'new\n'), tell('two'), tell('three')]));
    expect(await settle.undo()).toEqual({ kind: 'undone', kept: [] });
    expect(read(log)).toBe('one\ntwo\nthree\nunthree new\nuntwo new\nunone old\n');
    expect(await settle.undo()).toEqual({ kind: 'already-undone' });
    expect(read(log).split('\n')).toHaveLength(7);
  });

  test('that fails takes the transaction back, its own half included, and says why', async () => {
    const { apply, file, files } = room();
    const path = file('conf', 'old\n');
    const half = join(files, 'half');
    const failing = running(`touch ${half}; echo no room >&2; exit 3`, `rm ${half}`);
    const later = running(`touch ${join(files, 'later')}`, `touch ${join(files, 'unlater')}`);
    expect(await apply(planOf([writing(path, 'new\n'), failing, later]))).toEqual({
      kind: 'undone',
      because: { kind: 'change', change: 'c2', output: 'no room\n\nit ended with status 3' },
    });
    expect([read(path), existsSync(half)]).toEqual(['old\n', false]);
    expect([existsSync(join(files, 'later')), existsSync(join(files, 'unlater'))]).toEqual([false, false]);
  });

  test('has no more of its output kept than the beginning and the end', async () => {
    const { apply, events, tx } = room();
    const loud = running('echo first; yes | head -c 5000000; echo last; exit 1', 'true');
    expect(await apply(planOf([loud]))).toMatchObject({ kind: 'undone' });
    const output = events.flatMap((event) => (event.kind === 'change' ? [event.output] : [])).join('');
    expect(output).toMatch(/^first\ny\n[^]*y\nlast\n\nit ended with status 1$/);
    expect(output.length).toBeLessThan(9000);
    expect(existsSync(join(tx, 'pipe'))).toBe(false);
  });

  test('that takes too long is killed with all that it started', async () => {
    const { apply, files } = room();
    const alive = join(files, 'alive');
    const slow = running(`(while :; do date >${alive}; sleep 0.1; done) & sleep 60`, `rm -f ${alive}`, { seconds: 1 });
    const ended = await apply(planOf([slow]));
    expect(ended).toMatchObject({ kind: 'undone', because: { change: 'c1' } });
    expect(JSON.stringify(ended)).toContain('it had 1 s');
    await new Promise((resolve) => setTimeout(resolve, 400));
    expect(existsSync(alive)).toBe(false);
  });

  test('that leaves something in the background is not waited for', async () => {
    const { apply, files } = room();
    const pid = join(files, 'pid');
    const daemon = running(`sleep 300 & echo $! >${pid}; echo begun`, `kill "$(cat ${pid})"`);
    const began = Date.now();
    expect(await apply(planOf([daemon, gating('false')]))).toMatchObject({ kind: 'undone', because: { kind: 'gate' } });
    expect(Date.now() - began).toBeLessThan(30_000);
    expect(existsSync(`/proc/${read(pid).trim()}/cwd`)).toBe(false);
  });

  test('that was not begun is not undone', async () => {
    const { apply, files } = room();
    const trace = join(files, 'trace');
    const plan = planOf([gating('false'), running('true', `touch ${trace}`)]);
    expect(await apply(plan)).toMatchObject({ kind: 'undone' });
    expect(existsSync(trace)).toBe(false);
  });

  test('without an undo is left as it is, and a preview says why; a person reads it too', async () => {
    const { apply, settle } = room();
    await apply(planOf([running('true', null), running('true', 'echo back')]));
    expect((await settle.preview()).paths.map(({ kind, path, verdict }) => [kind, path, verdict])).toEqual([
      ['command', 'echo back', 'ours'],
      ['command', 'nothing for true: a mail is gone', 'ours'],
    ]);
    expect(await settle.undo()).toEqual({ kind: 'undone', kept: [] });
  });

  test('whose undo fails leaves the undo open; what was undone is not undone again', async () => {
    const { apply, files, settle } = room();
    const [log, well] = [join(files, 'log'), join(files, 'well')];
    await apply(planOf([running('true', `test -e ${well}`), running('true', `echo un >>${log}`)]));
    expect(await settle.undo()).toMatchObject({
      kind: 'failed',
      failures: [expect.stringContaining(`the undo \`test -e ${well}\` failed`) as string],
    });
    writeFileSync(well, '');
    expect(await settle.undo()).toMatchObject({ kind: 'undone' });
    expect(read(log)).toBe('un\n');
  });

  test('with nothing to do any more is drift, and nothing is run', async () => {
    const { apply, file, files } = room();
    const there = file('there', '');
    const guarded = (expected: Partial<Draft['expect']>): Draft =>
      running(`touch ${join(files, 'ran')}`, 'true', {
        expect: { creates: null, removes: null, unless: null, ...expected },
      });
    const plan = planOf([
      guarded({ creates: there }),
      guarded({ removes: join(files, 'nowhere') }),
      guarded({ unless: ['test', '-e', there] }),
      guarded({ creates: join(files, 'nowhere'), removes: there, unless: ['false'] }),
    ]);
    expect(await apply(plan)).toMatchObject({
      kind: 'drifted',
      drifts: [{ what: 'creates' }, { what: 'removes' }, { what: 'unless' }],
    });
    expect(existsSync(join(files, 'ran'))).toBe(false);
  });

  test('is tried again as often as it may be', async () => {
    const { apply, files } = room();
    const log = join(files, 'log');
    const third = (retries: number): Draft =>
      running(`echo x >>${log}; [ "$(wc -l <${log})" -ge 3 ]`, `rm -f ${log}`, { tries: { retries, delay: 0 } });
    expect(await apply(planOf([third(1)]))).toMatchObject({ kind: 'undone' });
    expect(existsSync(log)).toBe(false);
    const other = room();
    expect(await other.apply(planOf([third(2)]))).toEqual({ kind: 'applied' });
    expect(read(log)).toBe('x\nx\nx\n');
  });
});

test('the switch that fires while a command runs kills it with all that it started, and undoes it', async () => {
  const { apply, file, files, events } = roomIn(scratch);
  const path = file('conf', 'old\n');
  const alive = join(files, 'alive');
  const long = running(`(while :; do date >${alive}; sleep 0.1; done) & wait`, `rm -f ${alive}`, { seconds: 60 });
  const plan = planOf([writing(path, 'new\n'), waiting(path, 'present', 1), long]);
  const applied = apply(plan, { confirmWithinSeconds: 2 });
  await until(() => existsSync(alive));
  await applied;
  await until(() => !existsSync(alive) && readFileSync(path, 'utf8') === 'old\n');
  await new Promise((resolve) => setTimeout(resolve, 400));
  expect(existsSync(alive)).toBe(false);
  expect(events.some(({ kind }) => kind === 'applied')).toBe(false);
  expect(run).toBeTruthy();
});
