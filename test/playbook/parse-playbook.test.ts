import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { type Mistake, showMistake, UserError } from '../../src/base/user-error.ts';
import { causes } from '../../src/checks/all-checks.ts';
import { parsePlaybook } from '../../src/playbook/parse-playbook.ts';
import { allSteps } from '../../src/steps/all-steps.ts';
import { assert } from '../../src/steps/assert.ts';
import { service } from '../../src/steps/service.ts';
import { setListenOwner } from '../../src/steps/set-listen-owner.ts';
import { setNginxDirective } from '../../src/steps/set-nginx-directive.ts';
import { setPoolOption } from '../../src/steps/set-pool-option.ts';
import { testNginx } from '../../src/steps/test-nginx.ts';

const known = {
  steps: new Map(
    [assert, service, setListenOwner, setNginxDirective, setPoolOption, testNginx].map((step) => [step.name, step]),
  ),
  causes: new Set(['fpm-stopped', 'socket-denied']),
};

function mistakesOf(read: () => unknown): readonly Mistake[] {
  try {
    read();
  } catch (error) {
    if (error instanceof UserError) return error.mistakes;
    throw error;
  }
  return [];
}

test('arguments that make no sense together are mistakes at their place; templates are known only with a host', () => {
  const text = `- hosts: all
  steps:
    - wait_for: { port: 80, state: absent }
    - wait_for: { path: /a, unit: b.service }
    - wait_for: { port: 80, state: "{{ soon }}" }
`;
  expect(() => parsePlaybook('p.yml', text, { ...known, steps: allSteps })).toThrow(
    /p\.yml:3:36: `state` must be started or stopped\n[^]*p\.yml:4:35: one `wait_for` waits for one thing/,
  );
});

const said = (text: string): string =>
  mistakesOf(() => parsePlaybook('p.yml', text, known))
    .map(showMistake)
    .join('\n');

const inStep = (text: string): string => said(`- hosts: web\n  steps:\n    - ${text}`);

describe('a playbook', () => {
  test('is plays of steps, each with its place', () => {
    const text = `
- name: Cure
  hosts: [web, "!web01"]
  order: sorted
  serial: [1, 10%]
  max_fail_percentage: 20
  throttle: 5
  confirm_within: 300
  become: true
  steps:
    - name: Start it
      cause: fpm-stopped
      service: { state: started }
    - test_nginx:
- hosts: db
  any_errors_fatal: true
  steps:
    - cause: socket-denied
      set_listen_owner:
        mode: "0660"
`;
    expect(parsePlaybook('p.yml', text, known)).toEqual({
      file: 'p.yml',
      plays: [
        {
          name: 'Cure',
          hosts: 'web,!web01',
          order: 'sorted',
          serial: [
            { kind: 'count', count: 1 },
            { kind: 'percent', percent: 10 },
          ],
          maxFailPercentage: 20,
          throttle: 5,
          confirmWithin: 300,
          become: true,
          place: { file: 'p.yml', line: 2, column: 3 },
          steps: [
            {
              name: 'Start it',
              cause: 'fpm-stopped',
              step: 'service',
              with: { state: 'started' },
              place: { file: 'p.yml', line: 11, column: 7 },
            },
            {
              name: 'test_nginx',
              cause: null,
              step: 'test_nginx',
              with: {},
              place: { file: 'p.yml', line: 14, column: 7 },
            },
          ],
        },
        {
          name: 'db',
          hosts: 'db',
          order: 'inventory',
          serial: [],
          maxFailPercentage: 0,
          throttle: null,
          confirmWithin: null,
          become: null,
          place: { file: 'p.yml', line: 15, column: 3 },
          steps: [
            {
              name: 'set_listen_owner for socket-denied',
              cause: 'socket-denied',
              step: 'set_listen_owner',
              with: { mode: '0660' },
              place: { file: 'p.yml', line: 18, column: 7 },
            },
          ],
        },
      ],
    });
  });
});

describe('fix-502', () => {
  const text = readFileSync(new URL('../../playbooks/fix-502.yml', import.meta.url), 'utf8');
  const playbook = parsePlaybook('fix-502.yml', text, {
    steps: allSteps,
    causes: new Set(causes().map(({ cause }) => cause)),
  });
  const entries = playbook.plays.flatMap((play) => play.steps);

  test('has one entry for each step that can cure a cause, and its gates between cures and services', () => {
    const [first, second] = entries.flatMap(({ cause }, index) => (cause === null ? [index] : []));
    expect(entries.filter(({ cause }) => cause === null).map(({ step }) => step)).toEqual(['test_nginx', 'test_fpm']);
    expect(second).toBe((first ?? 0) + 1);
    const named = entries.flatMap(({ cause }) => cause ?? []);
    const pairs = entries.map(({ cause, step }) => `${cause ?? ''} ${step}`);
    expect(new Set(pairs).size).toBe(pairs.length);
    expect(entries.slice(0, first).filter(({ step }) => step === 'service')).toEqual([]);
    expect(entries.slice((second ?? 0) + 1).filter(({ step }) => step !== 'service')).toEqual([]);
    // PHP-FPM is there before nginx is asked to find it.
    const at = (cause: string): number => named.indexOf(cause);
    for (const cause of ['fpm-stopped', 'socket-gone', 'fpm-hung', 'fpm-config-not-loaded']) {
      expect(at(cause)).toBeLessThan(at('nginx-stopped'));
    }
  });

  test('leaves out no cause whose check may act by itself', () => {
    const curable = causes().filter(({ level }) => level === 'auto' || level === 'guarded');
    const answered = new Set(entries.map(({ cause }) => cause));
    expect(curable.map(({ cause }) => cause).filter((cause) => !answered.has(cause))).toEqual([]);
  });
});

describe('what is wrong with a play is said at its place, with a hint', () => {
  const example = 'a playbook is a list of plays: begin with `- hosts: all`, and below `hosts` write `steps:`';
  const oneStep = '\n  steps: [test_nginx: ]';
  test.each([
    ['', `p.yml:1:1: this playbook is empty\n  hint: ${example}`],
    ['[]', `p.yml:1:1: this playbook is empty\n  hint: ${example}`],
    ['hosts: all', `p.yml:1:1: a playbook is a list of plays, not a mapping\n  hint: ${example}`],
    ['- web', 'p.yml:1:3: this must be a mapping, not text'],
    [`- host: web${oneStep}`, 'p.yml:1:3: `host` is not known here\n  hint: did you mean `hosts`?'],
    [
      '- steps: [test_nginx: ]',
      'p.yml:1:3: `hosts` is missing here\n  hint: write `hosts: all`, or a group of the inventory',
    ],
    [`- hosts: { a: 1 }${oneStep}`, 'p.yml:1:10: `hosts` must be a host pattern, or a list of them'],
    [
      `- hosts: "{{ h }}"${oneStep}`,
      'p.yml:1:10: `hosts` is a template, and which hosts are meant must be known before any is asked\n  hint: write the pattern itself, and choose by `--limit`',
    ],
    ['- hosts: web\n  steps: []', 'p.yml:2:10: `steps` needs at least one step'],
    ['- hosts: web\n  steps:', 'p.yml:2:9: `steps` must be a list, not nothing'],
    [
      `- hosts: web\n  serial: 0${oneStep}`,
      'p.yml:2:11: `serial` must be a number of hosts from 1, a percentage such as `30%`, or a list of these: `[1, 10%, 100%]`',
    ],
    [
      `- hosts: web\n  serial: 0%${oneStep}`,
      'p.yml:2:11: `serial` must be a number of hosts from 1, a percentage such as `30%`, or a list of these: `[1, 10%, 100%]`',
    ],
    [
      `- hosts: web\n  serial: 120%${oneStep}`,
      'p.yml:2:11: `serial` must be a number of hosts from 1, a percentage such as `30%`, or a list of these: `[1, 10%, 100%]`',
    ],
    [
      `- hosts: web\n  serial: some${oneStep}`,
      'p.yml:2:11: `serial` must be a number of hosts from 1, a percentage such as `30%`, or a list of these: `[1, 10%, 100%]`',
    ],
    [
      `- hosts: web\n  serial: []${oneStep}`,
      'p.yml:2:11: `serial` must be a number of hosts from 1, a percentage such as `30%`, or a list of these: `[1, 10%, 100%]`',
    ],
    [
      `- hosts: web\n  max_fail_percentage: 101${oneStep}`,
      'p.yml:2:24: `max_fail_percentage` must be a percentage from 0 to 100',
    ],
    [`- hosts: web\n  throttle: 0${oneStep}`, 'p.yml:2:13: `throttle` must be a number of hosts from 1'],
    [
      `- hosts: web\n  order: random${oneStep}`,
      'p.yml:2:10: `order` must be one of `inventory`, `reverse_inventory`, `sorted`, `reverse_sorted`, `shuffle`',
    ],
    [
      `- hosts: web\n  any_errors_fatal: 3${oneStep}`,
      'p.yml:2:21: `any_errors_fatal` must be true or false, not a number',
    ],
    [
      `- hosts: web\n  colour: 2${oneStep}`,
      'p.yml:2:3: `colour` is not known here\n  hint: known here: `name`, `hosts`, `order`, `serial`, `max_fail_percentage`, `any_errors_fatal`, `confirm_within`, `become`, `throttle`, `vars`, `vars_files`, `tags`, `run_once`, `handlers`, `on_failure`, `always`, `steps`',
    ],
    [
      '- hosts: web\n  steps:\n    - test_nginx:\n      run_once: first\n',
      'p.yml:4:17: `run_once` must be true or false, not text',
    ],
    [`- hosts: web\n  name: [a]${oneStep}`, 'p.yml:2:9: `name` must be text, not a list'],
    [
      '- hosts: web\n\tsteps:',
      'p.yml:2:1: a tab indents this line\n  hint: indent with spaces only: two for each level',
    ],
    [
      `- hosts: web\n  hosts: db${oneStep}`,
      'p.yml:2:3: `hosts` is here twice: first at p.yml:1:3\n  hint: keep one of the two; the keys of one mapping must differ',
    ],
  ])('%j', (text, mistake) => expect(said(text)).toBe(mistake));
});

describe('what is wrong with a step is said at its place, with a hint', () => {
  const steps = 'steps are: assert, service, set_listen_owner, set_nginx_directive, set_pool_option, test_nginx';
  const service = 'write `service: { unit: nginx, state: restarted }`';
  const none = 'no step does this here: `steps:` in docs/playbooks.md lists those that there are';
  test.each([
    ['test_ngnix:', 'p.yml:3:7: there is no step `test_ngnix`\n  hint: did you mean `test_nginx`?'],
    ['polish:', `p.yml:3:7: there is no step \`polish\`\n  hint: ${steps}`],
    ['test_nginx', 'p.yml:3:7: a step must be a mapping, not text\n  hint: write it as a key: `- test_nginx:`'],
    ['[test_nginx]', `p.yml:3:7: a step must be a mapping, not a list\n  hint: ${steps}`],
    ['name: x', `p.yml:3:7: this entry names no step\n  hint: ${steps}`],
    [
      'service: { unit: nginx, state: started }\n      test_nginx:',
      'p.yml:4:7: `test_nginx` is a second step in one entry\n  hint: begin it with a dash of its own: `- test_nginx:`',
    ],
    [
      'cause: socket-denid\n      test_nginx:',
      'p.yml:3:14: there is no cause `socket-denid`\n  hint: did you mean `socket-denied`?',
    ],
    ['cause: rain\n      test_nginx:', 'p.yml:3:14: there is no cause `rain`\n  hint: `suture causes` lists them'],
    [
      'cause: [fpm-stopped, socket-denied]\n      test_nginx:',
      'p.yml:3:14: `cause` must be text, not a list\n  hint: write one entry for each cause',
    ],
    ['name: 7\n      test_nginx:', 'p.yml:3:13: `name` must be text, not a number'],
    [
      'ansible.builtin.service: { name: nginx }',
      "p.yml:3:7: `ansible.builtin.service` is one of Ansible's modules, not a step\n  hint: write `service: { unit: nginx, state: … }`",
    ],
    [
      'systemd: { name: "php{{ v }}-fpm", state: restarted, enabled: yes }',
      'p.yml:3:7: `systemd` is one of Ansible\'s modules, not a step\n  hint: write `service: { unit: "php{{ v }}-fpm", state: restarted }`',
    ],
    ['systemd:', `p.yml:3:7: \`systemd\` is one of Ansible's modules, not a step\n  hint: ${service}`],
    ['shell: rm', `p.yml:3:7: \`shell\` is one of Ansible's modules, not a step\n  hint: ${none}`],
    ['a.b.polish:', `p.yml:3:7: \`a.b.polish\` is one of Ansible's modules, not a step\n  hint: ${none}`],
    [
      'apt: { name: nginx }',
      "p.yml:3:7: `apt` is one of Ansible's modules, not a step\n  hint: Suture installs nothing: leave this to Ansible, and run it before",
    ],
    [
      'test_nginx:\n      with_items: [a]',
      'p.yml:4:7: `with_items` is not known in a step\n  hint: write `loop:` with the list itself',
    ],
    [
      'service: name=php{{ v }}-fpm state=restarted',
      'p.yml:3:16: the arguments of `service` must be a mapping, not text\n  hint: write `service: { unit: "php{{ v }}-fpm", state: restarted }`',
    ],
    [
      'assert: { that: ansible_os_family == "Debian" }',
      "p.yml:3:23: `ansible_os_family` is Ansible's, and not known here\n  hint: write facts.os.like or facts.os.id, as os-release has them: debian, rhel fedora",
    ],
    [
      'block:\n        - apt:',
      'p.yml:3:7: `block` is not known in a step\n  hint: write its steps without it: all that is done to a host is one transaction already\n' +
        "p.yml:4:11: `apt` is one of Ansible's modules, not a step\n  hint: Suture installs nothing: leave this to Ansible, and run it before",
    ],
    [
      'test_nginx:\n      register: x',
      'p.yml:4:7: `register` is not known in a step\n  hint: leave it out: steps are planned before anything is done, so look at `facts` instead',
    ],
    [
      'service: name=nginx state=restarted',
      `p.yml:3:16: the arguments of \`service\` must be a mapping, not text\n  hint: ${service}`,
    ],
    [
      'service: started',
      'p.yml:3:16: the arguments of `service` must be a mapping, not text\n  hint: write `service: { unit: …, state: … }`',
    ],
    [
      'test_nginx: yes',
      'p.yml:3:19: the arguments of `test_nginx` must be a mapping, not a boolean\n  hint: it takes none: write `test_nginx:`',
    ],
    ['service: { name: nginx, state: started }', 'p.yml:3:18: `service` takes no `name`\n  hint: write `unit`'],
    ['service: { stat: started, unit: nginx }', 'p.yml:3:18: `service` takes no `stat`\n  hint: did you mean `state`?'],
    [
      'service: { unit: nginx, state: started, colour: red }',
      'p.yml:3:47: `service` takes no `colour`\n  hint: it takes `unit`, `state`',
    ],
    ['test_nginx: { a: 1 }', 'p.yml:3:21: `test_nginx` takes no `a`\n  hint: it takes no arguments'],
  ])('%j', (text, mistake) => expect(inStep(text)).toBe(mistake));
});

describe('a value that its argument does not take is a mistake, as far as a playbook can tell', () => {
  const options = 'options: { pm.max_children: 9 }';
  const states = '`started`, `restarted`, `reloaded`, `enabled`';
  test.each([
    [
      'service: { unit: nginx, state: restared }',
      `p.yml:3:38: \`state\` must be one of ${states}, not \`restared\`\n  hint: did you mean \`restarted\`?`,
    ],
    [
      'service: { unit: nginx, state: stopped }',
      `p.yml:3:38: \`state\` must be one of ${states}, not \`stopped\`\n  hint: Suture stops no service: it is there to bring them back`,
    ],
    ['service: { unit: nginx, state: }', `p.yml:3:38: \`state\` must be one of ${states}, not nothing`],
    ['service: { unit: nginx, state: "{{ wanted }}" }', ''],
    ['service: { unit: [nginx], state: started }', 'p.yml:3:24: `unit` must be text, not a list'],
    [
      'service: { unit: 8.2, state: started }',
      'p.yml:3:24: `unit` must be text, not a number\n  hint: write it in quotes',
    ],
    [
      'service: { state: started }',
      'p.yml:3:7: `service` needs `unit`\n  hint: write `unit:` (the unit: php8.2-fpm.service), or the `cause` that it answers',
    ],
    [
      'service:',
      'p.yml:3:7: `service` needs `unit`\n  hint: write `unit:` (the unit: php8.2-fpm.service), or the `cause` that it answers\n' +
        'p.yml:3:7: `service` needs `state`\n  hint: write `state:` (what it should be), or the `cause` that it answers',
    ],
    ['service: { state: started }\n      cause: fpm-stopped', ''],
    [
      'assert:',
      'p.yml:3:7: `assert` needs `that`\n  hint: write `that:` (a condition, or a list of them: facts.pools | length > 0)',
    ],
    [
      'set_listen_owner: { mode: 0660 }\n      cause: socket-denied',
      'p.yml:3:33: `mode` must be octal digits in quotes, not a number\n  hint: write "0644", for instance: YAML reads bare digits as a number',
    ],
    [`set_pool_option: { pool: www, version: 8.2, ${options} }`, ''],
    [
      `set_pool_option: { pool: www, version: [8], ${options} }`,
      'p.yml:3:46: `version` must be text, a number, or true or false, not a list',
    ],
    ['set_pool_option: { pool: www, options: 9 }', 'p.yml:3:46: `options` must be a mapping, not a number'],
    ['set_pool_option: { pool: www, options: "{{ wanted }}" }', ''],
    ['set_nginx_directive: { block: http, directives: { gzip: on } }', ''],
    [
      'set_nginx_directive: { directives: { gzip: on } }',
      "p.yml:3:7: `set_nginx_directive` needs `site` or `block`\n  hint: write `site:` (a site's name, or name:port), or the `cause` that it answers",
    ],
  ])('%j', (text, mistake) => expect(inStep(text)).toBe(mistake));
});

describe("an Ansible playbook's mistakes", () => {
  test('come at once, in the order of its lines; what stands below `tasks` is read as steps', () => {
    const text =
      '- name: x\n  hosts: all\n  become_user: root\n  tasks:\n    - copy: {}\n    - test_nginx:\n      register: y\n  roles: [z]\n';
    expect(said(text)).toBe(
      [
        'p.yml:3:3: `become_user` is not known here',
        '  hint: leave it out: write `ansible_become_user` in the inventory',
        'p.yml:4:3: `tasks` is not known here',
        '  hint: write `steps:`: each entry has one step, and what is wrong with these as steps is said below',
        "p.yml:5:7: `copy` is one of Ansible's modules, not a step",
        '  hint: no step does this here: `steps:` in docs/playbooks.md lists those that there are',
        'p.yml:7:7: `register` is not known in a step',
        '  hint: leave it out: steps are planned before anything is done, so look at `facts` instead',
        'p.yml:8:3: `roles` is not known here',
        '  hint: there are no roles: write the steps themselves below `steps:`',
      ].join('\n'),
    );
  });

  const corpus = new URL('../corpus/ansible/', import.meta.url);
  test.each(readdirSync(corpus))('each have a place and a hint of their own: %s', (file) => {
    const text = readFileSync(new URL(file, corpus), 'utf8');
    const words = { steps: allSteps, causes: new Set(causes().map(({ cause }) => cause)) };
    const found = mistakesOf(() => parsePlaybook(file, text, words));
    expect(found).not.toEqual([]);
    const withoutHelp = found.filter(
      ({ place, hint = '' }) => place === undefined || /^$|^steps are:|^known here:|^it takes `/.test(hint),
    );
    expect(withoutHelp).toEqual([]);
  });
});
