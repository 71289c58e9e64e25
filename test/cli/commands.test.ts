import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import about from '../../package.json' with { type: 'json' };
import { allChecks } from '../../src/checks/all-checks.ts';
import { type BuiltCli, buildCli } from './built-cli.ts';

let cli: BuiltCli;

beforeAll(() => {
  cli = buildCli();
  cli.write({
    'fleet.yml': `all:
  children:
    web:
      hosts:
        web[01:03]: { ansible_host: 127.0.0.1, ansible_port: 1 }
      vars: { tier: front }
    db:
      hosts:
        db01: { ansible_host: 127.0.0.1, ansible_port: 1 }
`,
  });
});
afterAll(() => cli.dispose());

const FLEET = ['-i', 'fleet.yml'];

test('--version is the package’s', async () => {
  expect(await cli.suture(['--version'])).toEqual({ exitCode: 0, stdout: `${about.version}\n`, stderr: '' });
});

describe('--help names what there is', () => {
  test.concurrent.each([
    [['--help'], ['check', 'run', 'rollback', 'history', 'show', 'inventory', 'explain', 'causes']],
    [
      ['check', '--help'],
      ['--inventory', '--limit', '--forks', '--host-keys', '--since', '--output'],
    ],
    [
      ['run', '--help'],
      ['--check', '--diff', '--yes', '--approve', '--confirm-within'],
    ],
    [
      ['rollback', '--help'],
      ['--check', '--force', '--yes'],
    ],
  ])('%j', async (args, words) => {
    const { exitCode, stdout, stderr } = await cli.suture(args);
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    for (const word of words) expect(stdout).toContain(word);
  });
});

describe('an inventory with templates', () => {
  test('is reached where they lead', async () => {
    cli.write({ 'templates.ini': 'web01 ansible_host="{{ net }}.1" net=127.0.0 ansible_port="{{ 0 + 1 }}"\n' });
    const { exitCode, stdout } = await cli.suture(['check', '-i', 'templates.ini']);
    expect(exitCode).toBe(5);
    expect(stdout).toContain('127.0.0.1:1:');
  });

  test('is refused where a name is missing, at its place', async () => {
    cli.write({ 'templates.ini': 'web01 ansible_host="{{ nett }}" net=127.0.0.1\n' });
    const { exitCode, stderr } = await cli.suture(['check', '-i', 'templates.ini']);
    expect({ exitCode, stderr }).toEqual({
      exitCode: 2,
      stderr: `templates.ini:1:20: \`ansible_host\` is a template that can't be rendered: \`nett\` is not defined for this host
  1 | web01 ansible_host="{{ nett }}" net=127.0.0.1
    |                    ^
  hint: did you mean \`net\`?
`,
    });
  });
});

test('vars beside a playbook count for its hosts', async () => {
  cli.write({
    'play/play.yml': '- name: x\n  hosts: all\n  steps:\n    - test_nginx:\n',
    'play/group_vars/all.yml': 'ansible_port: none\n',
  });
  const { exitCode, stderr } = await cli.suture(['run', 'play/play.yml', '--check', '-i', 'web01,']);
  expect(exitCode).toBe(2);
  expect(stderr).toContain('play/group_vars/all.yml:1:15: `ansible_port` must be a port');
});

describe('causes', () => {
  test('are listed a line each', async () => {
    const { exitCode, stdout } = await cli.suture(['causes']);
    expect(exitCode).toBe(0);
    expect(stdout.trimEnd().split('\n')).toHaveLength(allChecks.length);
    expect(stdout).toMatch(/^stale-socket +auto +A PHP-FPM socket file is left over/m);
  });

  test('are told to machines as JSON', async () => {
    const { stdout } = await cli.suture(['causes', '-o', 'json']);
    const causes = JSON.parse(stdout) as readonly unknown[];
    expect(causes).toHaveLength(allChecks.length);
    expect(causes).toContainEqual({
      id: 'nginx-config-invalid',
      cause: 'nginx-config-invalid',
      level: 'manual',
      title: expect.any(String) as string,
    });
  });

  test('have a page each, plain where no terminal is', async () => {
    const { exitCode, stdout } = await cli.suture(['explain', 'socket-denied']);
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/^socket-denied\n/);
    expect(stdout).toContain('\nWhat Suture does\n');
    expect(stdout).not.toMatch(/^#|\u001b/m);
  });
});

describe('the inventory', () => {
  test.concurrent('is told as JSON', async () => {
    const { stdout } = await cli.suture(['inventory', ...FLEET, '--list']);
    expect(JSON.parse(stdout)).toMatchObject({ web: { hosts: ['web01', 'web02', 'web03'] }, _meta: {} });
  });

  test.concurrent('is drawn as a tree', async () => {
    const { stdout } = await cli.suture(['inventory', ...FLEET, '--graph']);
    expect(stdout).toMatch(/^@all:\n(.*\n)*.*--web03\n/);
  });

  test.concurrent('tells a host’s vars', async () => {
    const { stdout } = await cli.suture(['inventory', ...FLEET, '--host', 'web02']);
    expect(JSON.parse(stdout)).toEqual({ ansible_host: '127.0.0.1', ansible_port: 1, tier: 'front' });
  });

  test.concurrent('tells whom a limit selects', async () => {
    expect((await cli.suture(['inventory', ...FLEET, '-l', 'web:!web02'])).stdout).toBe('web01\nweb03\n');
  });

  test.concurrent('is found by the environment', async () => {
    const { stdout } = await cli.suture(['inventory', '-l', 'db'], { SUTURE_INVENTORY: 'fleet.yml' });
    expect(stdout).toBe('db01\n');
  });
});

describe('hosts that cannot be reached', () => {
  test.concurrent('are a verdict with an exit code, and no error of ours', async () => {
    const { exitCode, stdout, stderr } = await cli.suture(['check', ...FLEET]);
    expect({ exitCode, stderr }).toEqual({ exitCode: 5, stderr: '' });
    expect(stdout).toMatch(
      /^4 hosts: 4 unreachable {2}\([\d.]+ m?s\)\n\nunreachable \(connection-refused\)\n {2}4 hosts: /,
    );
  });

  test.concurrent('are JSON on stdout', async () => {
    const { stdout } = await cli.suture(['check', ...FLEET, '-o', 'json']);
    expect(JSON.parse(stdout)).toMatchObject({ schema: 1, command: 'check', summary: { hosts: 4, unreachable: 4 } });
  });

  test.concurrent.each([
    ['check', ['check', '-o', 'jsonl']],
    ['run', ['run', 'fix-502', '--yes', '-o', 'jsonl']],
    ['a dry run', ['run', 'fix-502', '--check', '-o', 'jsonl']],
  ])('are a line of JSON each, once, for %s', async (_, args) => {
    const { stdout } = await cli.suture([...args, ...FLEET]);
    const lines = stdout.trimEnd().split('\n');
    const hosts = lines.map((line) => (JSON.parse(line) as { host: string }).host);
    expect(hosts.toSorted()).toEqual(['db01', 'web01', 'web02', 'web03']);
  });

  test('are kept in the history of runs, and nothing is taken back from them', async () => {
    const state = ['--state-dir', 'kept'];
    expect(await cli.suture(['history', ...state])).toEqual({ exitCode: 0, stdout: 'no runs yet\n', stderr: '' });
    expect((await cli.suture(['run', 'fix-502', '--yes', ...FLEET, ...state])).exitCode).toBe(5);
    const { stdout } = await cli.suture(['history', ...state, '-o', 'json']);
    const [run] = JSON.parse(stdout) as readonly { run: string; exitCode: number }[];
    expect(run?.exitCode).toBe(5);
    const shown = await cli.suture(['show', 'last', 'web02', ...state]);
    expect(shown.exitCode).toBe(0);
    expect(shown.stdout).toContain(run?.run);
    expect(shown.stdout).toContain('unreachable (connection-refused)');
    const taken = await cli.suture(['rollback', run?.run ?? '', '--yes', ...FLEET, ...state]);
    expect(taken.exitCode).toBe(0);
    expect(taken.stderr).toContain('left nothing changed');
    const told = await cli.suture(['rollback', run?.run ?? '', '--yes', ...FLEET, ...state, '-o', 'json']);
    expect(JSON.parse(told.stdout)).toMatchObject({ command: 'rollback', hosts: [] });
  });

  test('leave no run behind where nothing is to be changed', async () => {
    await cli.suture(['run', 'fix-502', '--check', ...FLEET, '--state-dir', 'dry']);
    expect((await cli.suture(['history', '--state-dir', 'dry'])).stdout).toBe('no runs yet\n');
  });
});

describe('a reader that goes away early is no error', () => {
  test.concurrent.each(['causes', 'explain socket-denied', 'inventory -i fleet.yml --list', '--help'])(
    'of %s',
    async (words) => {
      const { stderr, stdout } = await cli.shell(`$SUTURE ${words} | true; echo "\${PIPESTATUS[0]}"`);
      expect({ stderr, stdout }).toEqual({ stderr: '', stdout: '0\n' });
    },
  );
});

describe('on a terminal', () => {
  const onTerminal = (line: string) => cli.shell(`script -qec '${line}' /dev/null </dev/null`);

  test.concurrent('headings of a page are bold', async () => {
    expect((await onTerminal('$SUTURE explain socket-denied')).stdout).toContain('\u001b[1msocket-denied');
  });

  test.concurrent('nothing is coloured where NO_COLOR is set', async () => {
    const { stdout } = await onTerminal('NO_COLOR=1 $SUTURE explain socket-denied');
    expect(stdout).toContain('socket-denied');
    expect(stdout).not.toContain('\u001b[');
  });

  test.concurrent('nothing is coloured with --no-color', async () => {
    const { stdout } = await onTerminal('$SUTURE check -i fleet.yml -q --no-color');
    expect(stdout).toContain('4 unreachable');
    expect(stdout).not.toContain('\u001b[');
  });
});
