import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, truncateSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type HostileHost, honestly, hostileHost } from '../transport/hostile-host.ts';
import { makeKey } from '../transport/keys.ts';
import { type BuiltCli, buildCli } from './built-cli.ts';

// The runner is killed at every line of its journal that needs no host to be changed; the lab's chaos has the others.

let cli: BuiltCli;
let keys: string;
const started: HostileHost[] = [];

const HOSTS = ['web01', 'web02', 'web03', 'silent'];
/** Of each host its plan and its end, in their order, as one is done after the other; the last host never answers. */
const LINES = 1 + 2 * (HOSTS.length - 1);

beforeAll(async () => {
  cli = buildCli();
  keys = mkdtempSync(join(tmpdir(), 'suture-killed-'));
  const key = makeKey(keys, 'id', 'ed25519');
  const honest = await hostileHost({ onExec: honestly });
  const silent = await hostileHost({ onExec: () => undefined });
  started.push(honest, silent);
  const reached = HOSTS.map((name) => {
    const { port } = name === 'silent' ? silent : honest;
    return [name, { ansible_host: '127.0.0.1', ansible_port: port }];
  });
  const vars = { ansible_user: 'ops', ansible_ssh_private_key_file: key.file };
  cli.write({
    'inventory.yml': JSON.stringify({ all: { vars, hosts: Object.fromEntries(reached) as object } }),
    known_hosts: started.map(({ knownHost }) => knownHost).join(''),
  });
});

afterAll(() => {
  for (const host of started) host.stop();
  cli.dispose();
  rmSync(keys, { recursive: true });
});

const RUN = '$SUTURE run fix-502 --yes --known-hosts known_hosts --forks 1 --timeout 60';

/** Starts a run, and kills it once its journal has so many lines; gives the journal's path. */
async function killedAfter(lines: number, state: string): Promise<string> {
  const { stderr } = await cli.shell(`${RUN} --state-dir ${state} >/dev/null & runner=$!
until [ "$(cat ${state}/runs/*/events.jsonl 2>/dev/null | wc -l)" -ge ${lines} ]; do sleep 0.02; done
kill -KILL $runner; wait $runner; true`);
  const runs = join(cli.folder, state, 'runs');
  const [run] = readdirSync(runs);
  if (run === undefined) throw new Error(stderr);
  return join(runs, run, 'events.jsonl');
}

interface Told {
  readonly finishedAt: string | null;
  readonly exitCode: number | null;
  readonly statuses: readonly { readonly host: string; readonly status: string }[];
}

/** The hosts of which whole lines tell. */
const hostsIn = (journal: string): readonly string[] => {
  const whole = readFileSync(journal, 'utf8').split('\n').slice(0, -1);
  const events = whole.map((line) => JSON.parse(line) as { readonly host?: string });
  return [...new Set(events.flatMap(({ host }) => host ?? []))];
};

async function expectToldAsKilled(state: string, journal: string): Promise<void> {
  const told = await cli.suture(['history', '--state-dir', state, '-o', 'json']);
  const [only] = JSON.parse(told.stdout) as readonly Told[];
  expect(only).toMatchObject({ finishedAt: null, exitCode: null });
  expect(only?.statuses.map(({ host }) => host)).toEqual(hostsIn(journal));
  const shown = await cli.suture(['show', 'last', '--state-dir', state]);
  if (hostsIn(journal).length > 0) expect(shown).toMatchObject({ exitCode: 0, stderr: '' });
  else expect(shown.stderr).toContain('it was stopped before it had looked at one');
  if (shown.exitCode === 0) expect(shown.stdout).toContain('was KILLED before its end');
  expect(shown.stdout + shown.stderr).not.toMatch(/ended .* with exit code|internal error/);
}

describe('a run whose runner was killed', () => {
  test.each(Array.from({ length: LINES }, (_, index) => index + 1))(
    'after line %i is told as killed',
    async (lines) => {
      const state = `state-${lines}`;
      const journal = await killedAfter(lines, state);
      await expectToldAsKilled(state, journal);
      // As a power cut or a full disk leaves it.
      const { size } = statSync(journal);
      const last = readFileSync(journal, 'utf8').trimEnd().split('\n').at(-1) ?? '';
      if (lines === 1) return;
      truncateSync(journal, size - Math.ceil(last.length / 2));
      await expectToldAsKilled(state, journal);
    },
  );
});

describe.each(['000', '077', '777'])('under umask %s', (mask) => {
  test('what a run keeps is for nobody else’s eyes', async () => {
    const state = `masked-${mask}`;
    const ended = await cli.shell(`umask ${mask}; ${RUN} --limit web01 --state-dir ${state}`);
    expect(ended.stderr).toBe('');
    const kept = readdirSync(join(cli.folder, state), { recursive: true, withFileTypes: true });
    const modes = kept.map((entry) => {
      const mode = (statSync(join(entry.parentPath, entry.name)).mode & 0o777).toString(8);
      return `${entry.isDirectory() ? 'folder' : 'file'} ${mode}`;
    });
    expect([...new Set(modes)].toSorted()).toEqual(['file 600', 'folder 700']);
    expect((statSync(join(cli.folder, state)).mode & 0o777).toString(8)).toBe('700');
  });
});
