import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { thisProcess } from '../../src/apply/journal/runner-process.ts';
import { emptyReport } from '../../src/run/failed-report.ts';
import type { RunEvent } from '../../src/run/events.ts';
import { type BuiltCli, buildCli } from './built-cli.ts';

const KILLED = '20261121T074512Z-dead';
const LIVE = '20261121T074513Z-live';
const DONE = '20261121T074514Z-done';

let cli: BuiltCli;
beforeAll(() => {
  cli = buildCli();
});
afterAll(() => cli.dispose());

/** Writes a run's journal as a runner leaves it, with a note that it may have left something open. */
function journal(run: string, process: ReturnType<typeof thisProcess>, ...events: readonly RunEvent[]): void {
  const started = { type: 'run-started', run, at: '2026-11-21T07:45:12.000Z', command: 'run', who: 'me@here' } as const;
  const header = { ...started, playbook: 'fix-502.yml', of: null, hosts: ['web01', 'web02'], process };
  const lines = [header, ...events].map((event) => `${JSON.stringify(event)}\n`);
  cli.write({ [`state/runs/${run}/events.jsonl`]: lines.join(''), [`state/open/${run}`]: '' });
}

const gone = { ...thisProcess(), started: '1' };
const changing = (host: string): RunEvent => ({ type: 'host-changing', host });
const planned = (host: string): RunEvent => ({
  type: 'host-planned',
  host,
  report: emptyReport(host, 'would-change', 1),
});
const finished = (host: string): RunEvent => ({
  type: 'host-finished',
  host,
  report: emptyReport(host, 'unreachable', 1),
});

beforeEach(() => {
  cli.write({
    'fleet.yml': 'all:\n  hosts:\n    web[01:02]: { ansible_host: 127.0.0.1, ansible_port: 1 }\n',
  });
  journal(KILLED, gone, planned('web01'), planned('web02'), changing('web01'));
  journal(LIVE, thisProcess(), changing('web02'));
});

describe('a run that was killed', () => {
  test.each([['check'], ['run fix-502 --check'], ['run fix-502 --yes'], ['run fix-502']])(
    'is named on stderr by the next %s, with the command that settles it',
    async (words) => {
      const { stderr } = await cli.suture([...words.split(' '), '-i', 'fleet.yml', '-q']);
      expect(stderr).toContain(`suture: run ${KILLED} of me@here was killed while it changed web01;`);
      expect(stderr).toContain(`to settle it: suture undo ${KILLED} -i fleet.yml\n`);
      expect(stderr).not.toContain(LIVE);
      expect(stderr).not.toContain('web02;');
    },
  );

  test('shows as such in history and show, and one that is at work as that', async () => {
    const { stdout } = await cli.suture(['history']);
    expect(stdout).toMatch(new RegExp(`^${KILLED} .* KILLED before its end$`, 'm'));
    expect(stdout).toMatch(new RegExp(`^${LIVE} .* at work$`, 'm'));
    expect((await cli.suture(['show', KILLED])).stdout).toContain('was KILLED while it changed web01\n');
  });

  test('is what `undo last` means, on the hosts that it left open', async () => {
    const { stdout, exitCode } = await cli.suture(['undo', 'last', '-i', 'fleet.yml', '-o', 'json', '-q']);
    const { command, hosts } = JSON.parse(stdout) as { command: string; hosts: readonly { host: string }[] };
    expect({ exitCode, command, hosts: hosts.map(({ host }) => host) }).toEqual({
      exitCode: 5,
      command: 'undo',
      hosts: ['web01'],
    });
  });
});

test('a run that lost a host is named as one that could not settle it', async () => {
  const end: RunEvent = { type: 'run-finished', at: '2026-11-21T07:46:00.000Z', exitCode: 5 };
  journal(DONE, gone, changing('web02'), finished('web02'), end);
  const { stderr } = await cli.suture(['check', '-i', 'fleet.yml', '-q']);
  expect(stderr).toContain(`suture: run ${DONE} of me@here could not settle web02;`);
});

test('a run that is at work can’t be settled by somebody else', async () => {
  const { exitCode, stderr } = await cli.suture(['undo', LIVE, '-i', 'fleet.yml']);
  expect(exitCode).toBe(2);
  expect(stderr).toContain('is still at work');
});

test('a run that left nothing open needs no settling, and its note goes with its end', async () => {
  const ended = await cli.suture(['run', 'fix-502', '--yes', '-i', 'fleet.yml', '-q', '--state-dir', 'quiet']);
  expect(ended.exitCode).toBe(5);
  expect(readdirSync(join(cli.folder, 'quiet/open'))).toEqual([]);
  const { exitCode, stderr } = await cli.suture(['undo', 'last', '-i', 'fleet.yml', '--state-dir', 'quiet']);
  expect(exitCode).toBe(2);
  expect(stderr).toContain('no such run');
});

test('a state folder that can’t be made is a mistake, told at once', async () => {
  const { exitCode, stderr } = await cli.suture([
    ...['run', 'fix-502', '--yes', '-i', 'fleet.yml'],
    ...['--state-dir', '/proc/suture'],
  ]);
  expect(exitCode).toBe(2);
  expect(stderr).toContain('the state folder /proc/suture can’t be written'.replace('’', "'"));
  expect(stderr).toContain('hint: --state-dir names another');
});
