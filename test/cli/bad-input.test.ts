import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type BuiltCli, buildCli, type Doorbell, doorbell } from './built-cli.ts';

let cli: BuiltCli;
let door: Doorbell;

beforeAll(async () => {
  cli = buildCli();
  door = await doorbell();
  const web01 = `    web01: { ansible_host: 127.0.0.1, ansible_port: ${door.port}, ansible_user: ops }\n`;
  cli.write({
    'fleet.yml': `all:\n  hosts:\n${web01}`,
    'empty.yml': 'all:\n  hosts:\n',
    'tab.yml': 'all:\n\thosts:\n',
    'unknown-key.yml': `all:\n  hosts:\n${web01}  childs:\n`,
    'twice.yml': `all:\n  hosts:\n${web01}${web01}`,
    'bad-port.yml': 'all:\n  hosts:\n    web01: { ansible_port: ssh }\n',
    'play-syntax.yml': '- name: x\n  hosts: all\n  steps: [\n',
    'play-tasks.yml': '- name: x\n  hosts: all\n  tasks:\n    - service: { name: nginx, state: restarted }\n',
    'play-step.yml': '- name: x\n  hosts: all\n  steps:\n    - cause: stale-socket\n      remove_stale_sockets:\n',
    'play-cause.yml': '- name: x\n  hosts: all\n  steps:\n    - cause: stale-sockt\n      remove_stale_socket:\n',
    'play-argument.yml': '- name: x\n  hosts: all\n  steps:\n    - service: { name: nginx, state: restarted }\n',
    'play-twice.yml': '- name: x\n  hosts: all\n  hosts: web\n  steps:\n    - test_nginx:\n',
    'play-hosts.yml': '- name: x\n  hosts: db\n  steps:\n    - test_nginx:\n',
    'not-a-folder': 'a file\n',
    'list.yml': '- a\n',
  });
});
afterAll(() => {
  cli.dispose();
  door.dispose();
});

const FLEET = ['-i', 'fleet.yml'];
const RUN = ['run', 'fix-502', '--yes'];

/** The command line; what stderr must say, in this order; nothing else may be needed to find the mistake. */
const mistakes: readonly (readonly [string, readonly string[], readonly string[]])[] = [
  ['an inventory with a tab', ['check', '-i', 'tab.yml'], ['tab.yml:2:1: ', 'hint: ']],
  [
    'an inventory with an unknown key',
    ['check', '-i', 'unknown-key.yml'],
    ['unknown-key.yml:4:3: ', 'childs', 'children'],
  ],
  ['an inventory with a host twice', ['check', '-i', 'twice.yml'], ['twice.yml:4:5: ', 'web01']],
  ['an inventory with a port that is none', ['check', '-i', 'bad-port.yml'], ['bad-port.yml:3:', 'ansible_port']],
  ['an inventory that is not there', ['check', '-i', 'gone.yml'], ['the inventory gone.yml', 'no such file']],
  ['a folder of inventories', ['check', '-i', '.'], ['not-a-folder:1:3: ', 'twice.yml:4:5: ', 'unknown-key.yml:4:3: ']],
  ['no inventory at all', ['check'], ['there is no inventory', 'hint: ']],
  ['an inventory without hosts', ['check', '-i', 'empty.yml'], ['no host matches `all`', 'hint: ']],
  [
    'a limit that nothing matches',
    ['check', ...FLEET, '-l', 'web1'],
    ['no host matches `web1`', 'hint: did you mean `web01`'],
  ],
  ['a limit that is no pattern', ['check', ...FLEET, '-l', '~('], ['~(']],
  ['a limit file that is not there', ['check', ...FLEET, '-l', '@gone.txt'], ['gone.txt']],
  ['a playbook with a syntax error', ['run', 'play-syntax.yml', '--yes', ...FLEET], ['play-syntax.yml:', 'hint: ']],
  [
    'Ansible’s tasks',
    ['run', 'play-tasks.yml', '--yes', ...FLEET],
    ['play-tasks.yml:3:3: ', 'tasks', 'hint: ', 'steps'],
  ],
  [
    'an unknown step',
    ['run', 'play-step.yml', '--yes', ...FLEET],
    ['play-step.yml:5:7: ', 'hint: ', 'remove_stale_socket'],
  ],
  [
    'an unknown cause',
    ['run', 'play-cause.yml', '--yes', ...FLEET],
    ['play-cause.yml:4:14: ', 'hint: ', 'stale-socket'],
  ],
  [
    'an unknown argument',
    ['run', 'play-argument.yml', '--yes', ...FLEET],
    ['play-argument.yml:4:18: ', 'hint: write `unit`'],
  ],
  ['a duplicate key', ['run', 'play-twice.yml', '--yes', ...FLEET], ['play-twice.yml:3:3: ', 'hosts']],
  ['a play for hosts that are not there', ['run', 'play-hosts.yml', '--yes', ...FLEET], ['no host matches `db`']],
  [
    'a playbook that is not there',
    ['run', 'fix-503', '--yes', ...FLEET],
    ['there is no playbook fix-503', 'hint: did you mean `fix-502`'],
  ],
  ['a run whose limit leaves nobody', [...RUN, ...FLEET, '-l', 'db*'], ['no host matches `db*`']],
  [
    'an approval of a cause that does not exist',
    [...RUN, ...FLEET, '--approve', 'stale-sockt'],
    ['"stale-sockt"', '`stale-socket`'],
  ],
  [
    'a state folder below a file',
    [...RUN, ...FLEET, '--state-dir', 'not-a-folder/state'],
    ['not-a-folder/state', 'hint: '],
  ],
  ['a record that is none', ['check', '--facts', 'fleet.yml'], ['fleet.yml is not the record of a host', 'hint: ']],
  ['an extra var without a value', ['check', ...FLEET, '-e', 'a=1 b'], ['-e:1:5: ', 'no `key=value`', 'hint: ']],
  [
    'extra vars of which two are wrong',
    ['check', ...FLEET, '-e', 'a', '-e', '{"b": 1, "b": 2}'],
    ['-e (1):1:1: ', '-e (2):1:10: '],
  ],
  ['a file of extra vars that is not there', ['check', ...FLEET, '-e', '@gone.yml'], ['gone.yml', 'no such file']],
  [
    'a file of extra vars that is a list',
    ['check', ...FLEET, '-e', '@list.yml'],
    ['list.yml:1:1: ', 'a list', 'hint: '],
  ],
  ['an extra var that no connection can have', ['check', ...FLEET, '-e', 'ansible_port=ssh'], ['-e:1:14: ', 'port']],
  ['no forks', ['check', ...FLEET, '-f', '0'], ['-f, --forks', 'from 1 to 10000']],
  ['a time that is none', ['check', ...FLEET, '--since', '15'], ['--since', '15m']],
  ['grades that are none', ['check', ...FLEET, '--errors', '10,3'], ['--errors', '3,10,1%']],
  ['consent given and asked for', [...RUN, ...FLEET, '--step'], ['--step', 'cannot be used with', '--yes']],
  ['a rerun of who knows what', [...RUN, ...FLEET, '--rerun', 'all'], ['--rerun', 'failed:RUN']],
  [
    'a rerun of a run that is not there',
    [...RUN, ...FLEET, '--rerun', 'failed:x'],
    ['no run "x"', 'hint: `suture history`'],
  ],
  ['a rerun where nothing was run', [...RUN, ...FLEET, '--rerun', 'failed'], ['no such run yet', 'hint: ']],
  ['a time to confirm that is none', [...RUN, ...FLEET, '--confirm-within', 'soon'], ['--confirm-within', 'seconds']],
  ['an output that is none', ['check', ...FLEET, '-o', 'xml'], ['human, json, jsonl']],
  ['an unknown option', ['check', ...FLEET, '--fork', '3'], ['unknown option', '--forks']],
  ['an unknown command', ['chek', ...FLEET], ['unknown command', 'check']],
  ['a command without its argument', ['run', ...FLEET], ['missing required argument', 'playbook']],
  ['no command', [], ['Usage: suture']],
  [
    'an unknown run to take back',
    ['rollback', 'nonsense', '--yes', ...FLEET],
    ['"nonsense"', 'hint: `suture history`'],
  ],
  [
    'a run to take back that would leave the state folder',
    ['rollback', '../../etc', '--yes', ...FLEET],
    ['"../../etc"'],
  ],
  ['nothing to take back yet', ['rollback', 'last', '--yes', ...FLEET], ['no such run', 'hint: ']],
  ['an unknown run to show', ['show', '20261121T074512Z-k3f9'], ['"20261121T074512Z-k3f9"', 'hint: ']],
  ['an unknown run in the history', ['history', 'last'], ['no such run']],
  ['an unknown cause to explain', ['explain', 'stale-sockt'], ['"stale-sockt"', 'hint: did you mean `stale-socket`']],
  ['an unknown host of the inventory', ['inventory', ...FLEET, '--host', 'web1'], ['web1', 'web01']],
  [
    'a password file that is not there',
    ['check', ...FLEET, '--become-password-file', 'gone'],
    ['the become password file gone'],
  ],
  ['a password to ask for, and nobody there', ['check', ...FLEET, '-K'], ['-K', 'hint: ']],
];

describe('is told at once, with exit code 2, on stderr alone, and nobody is contacted:', () => {
  test.concurrent.each(mistakes)('%s', async (_, args, words) => {
    const { exitCode, stdout, stderr } = await cli.suture(args);
    expect(stderr).not.toMatch(/internal error|\n\s+at /);
    expect(exitCode, stderr).toBe(2);
    expect(stdout).toBe('');
    let from = 0;
    for (const word of words) {
      const at = stderr.indexOf(word, from);
      expect(at, `${word} in: ${stderr}`).toBeGreaterThanOrEqual(0);
      from = at + word.length;
    }
    expect(door.rung()).toBe(0);
  });
});

test('all mistakes of a file are told at once', async () => {
  cli.write({ 'many.yml': '- name: x\n  hosts: all\n  tasks: []\n  roles: []\n  steps:\n    - remove_socket:\n' });
  const { stderr } = await cli.suture(['run', 'many.yml', ...FLEET]);
  expect(stderr.match(/^many\.yml:\d+:\d+: /gm)?.length).toBeGreaterThanOrEqual(3);
  expect(door.rung()).toBe(0);
});

test('a state folder that may not be written is told before anybody is contacted', async () => {
  const { exitCode, stderr } = await cli.suture([...RUN, ...FLEET, '--state-dir', '/sys/suture']);
  expect(exitCode).toBe(2);
  expect(stderr).toContain("the state folder /sys/suture can't be written");
  expect(door.rung()).toBe(0);
});

test('the door of these tests does ring when a host is contacted', async () => {
  const { exitCode, stdout } = await cli.suture(['check', ...FLEET, '--connect-timeout', '0.3']);
  expect(exitCode).toBe(5);
  expect(stdout).toContain('unreachable (connect-timeout)');
  expect(door.rung()).toBeGreaterThan(0);
});
