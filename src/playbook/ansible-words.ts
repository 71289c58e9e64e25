import { ansibleModule } from './ansible-modules.ts';

const AS_STEPS = 'write `steps:`: each entry has one step, and what is wrong with these as steps is said below';
const BECOME = 'write it in the play, or `ansible_become: true` in the inventory, or give -b';
const ENVIRONMENT = 'leave it out: a `command` takes it in its line of shell, `cmd: NAME=value program`';
const BECOME_USER = 'leave it out: write `ansible_become_user` in the inventory';
const ALWAYS_SO = 'leave it out: it is so always';
const FAILS_APART = 'leave it out: what fails on a host is undone there, and other hosts go on';
const GIVE_VARS = 'write `vars:`, and let `-e name=value` say otherwise';

/** What to write for the keys of an Ansible play that Suture's plays don't have, and for its own when they are missing. */
export const PLAY_HINTS: Readonly<Record<string, string>> = {
  hosts: 'write `hosts: all`, or a group of the inventory',
  steps: 'write `steps:` and below it `- service: { unit: nginx, state: started }`, for instance',
  tasks: AS_STEPS,
  pre_tasks: AS_STEPS,
  post_tasks: AS_STEPS,
  roles: 'there are no roles: write the steps themselves below `steps:`',
  block: 'write its steps below `steps:`',
  rescue: 'write `on_failure:`',
  import_playbook: 'a playbook includes no other: write its plays here, or run it by itself',
  gather_facts: 'leave it out: every host is looked at first, always',
  gather_subset: 'leave it out: every host is looked at first, always',
  become_user: BECOME_USER,
  become_method: 'leave it out: write `ansible_become_method` in the inventory',
  remote_user: 'leave it out: write `ansible_user` in the inventory, or give -u',
  user: 'leave it out: write `ansible_user` in the inventory, or give -u',
  port: 'leave it out: write `ansible_port` in the inventory',
  connection: 'leave it out: write `ansible_connection` in the inventory',
  strategy: 'leave it out: hosts never wait for one another, but where `serial` says so',
  ignore_errors: FAILS_APART,
  ignore_unreachable: FAILS_APART,
  force_handlers: ALWAYS_SO,
  vars_prompt: GIVE_VARS,
  environment: ENVIRONMENT,
  collections: 'leave it out: there are none',
  module_defaults: 'leave it out: give each step its arguments',
  no_log: 'leave it out: known secrets are never shown',
  check_mode: 'leave it out: `--check` is for a whole run',
  when: 'write it in the steps: a play has no condition of its own',
  loop: 'write it in the steps: a play has no loop of its own',
};

const VALUE_HINTS: Readonly<Record<string, string>> = {
  touch: 'write `state: file`, which makes an empty file where there is none',
  hard: 'write `state: link`: a file keeps one name',
  stopped: 'Suture stops no service: it is there to bring them back',
};

/** What to say of a word that is a value in Ansible and none here; null for any other. */
export const ansibleValueHint = (word: string): string | null => VALUE_HINTS[word] ?? null;

/** What Ansible's name for an argument may be called here. */
export const ansibleArgument = (name: string): readonly string[] =>
  Object.hasOwn(ALSO_CALLED, name) ? (ALSO_CALLED[name] ?? []) : [];

const ALSO_CALLED: Readonly<Record<string, readonly string[]>> = {
  name: ['unit', 'pool', 'path'],
  service: ['unit'],
  user: ['owner'],
  msg: ['message'],
  fail_msg: ['message'],
  dest: ['path'],
  path: ['dest'],
  src: ['target'],
  status_code: ['status'],
  cmd: ['command'],
};

/** What to say of an argument of Ansible's that has no other name here; null for any other. */
export const ansibleArgumentHint = (name: string): string | null =>
  Object.hasOwn(ARGUMENT_HINTS, name) ? (ARGUMENT_HINTS[name] ?? null) : null;

const ARGUMENT_HINTS: Readonly<Record<string, string>> = {
  enabled: 'write a step of its own: `service: { unit: …, state: enabled }`',
  daemon_reload: 'leave it out: Suture writes no unit files',
  masked: 'leave it out: that a unit is masked is somebody’s decision',
  success_msg: 'leave it out: what holds is not spoken of',
  quiet: 'leave it out: what holds is not spoken of',
  minutes: 'write `seconds:`, at most 60: a host does not stand half changed for longer',
  return_content: 'write `contains:` with the text that the body must have',
  backup: 'leave it out: every file is backed up, for the undo',
  validate: 'leave it out: nginx and PHP-FPM test their files before they are read, always',
  recurse: 'leave it out: write a step for each path, with a `loop` for instance',
  force: 'leave it out: what is of another kind than it should be is left alone, with the reason',
  remote_src: 'leave it out: texts come from the playbook and the files beside it',
  directory_mode: 'write a step of its own: `file: { path: …, state: directory, mode: … }`',
  backrefs: 'write the whole line',
  firstmatch: 'leave it out: the last line that matches is meant',
  search_string: 'write a `regexp`',
  unsafe_writes: 'leave it out: a file has its old text or its new one, at every moment',
};

const STEP_HINTS: Readonly<Record<string, string>> = {
  register: 'leave it out: steps are planned before anything is done, so look at `facts` instead',
  block: 'write its steps without it: all that is done to a host is one transaction already',
  rescue: 'what fails is undone by itself; what is to follow that goes below `on_failure:`, beside `steps:`',
  always: 'write `always:` beside `steps:`: it is for the whole play',
  ignore_errors: "leave it out: a step that can't be planned is told, and the others go on",
  ignore_unreachable: FAILS_APART,
  become: BECOME,
  become_user: BECOME_USER,
  become_method: 'leave it out: write `ansible_become_method` in the inventory',
  remote_user: 'leave it out: write `ansible_user` in the inventory, or give -u',
  delegate_to: 'leave it out: a host is changed only by itself; write a play with those `hosts:`',
  delegate_facts: 'leave it out: a host is changed only by itself',
  local_action: 'a host is changed only by itself: write a play with `hosts: localhost`',
  action: 'write the step as the key: `service: { unit: nginx, state: restarted }`',
  args: 'write them below the step itself',
  changed_when: 'leave it out: a step changes what is not so already, and says so in the plan',
  failed_when: 'write an `http_check` or a `wait_for` after it: what it wants and does not get fails the host',
  check_mode: 'leave it out: `--check` is for a whole run',
  diff: 'leave it out: `--diff` is for a whole run',
  no_log: 'leave it out: known secrets are never shown',
  async: 'leave it out: nothing runs on after its host is done',
  poll: 'leave it out: nothing runs on after its host is done',
  throttle: 'write it in the play',
  any_errors_fatal: 'write it in the play',
  environment: ENVIRONMENT,
  listen: 'leave it out: a handler is notified by its `name`',
  loop_control: 'leave it out: what the loop is at is always `item`',
  module_defaults: 'give each step its arguments',
  validate: 'leave it out: nginx and PHP-FPM test their files before they are read, always',
  connection: 'leave it out: write `ansible_connection` in the inventory',
};

/** What to say of a key in a step that Ansible's users would write. */
interface AnsibleWord {
  readonly message: string;
  readonly hint: string | null;
  /** The step that takes the same arguments, most of them under the same names. */
  readonly isAlike: string | null;
}

/** What Ansible means by a key in a step, and what to write instead; null for a word that is no word of Ansible's. */
export function ansibleStepWord(key: string, steps: ReadonlyMap<string, unknown>): AnsibleWord | null {
  const message = `\`${key}\` is not known in a step`;
  if (Object.hasOwn(STEP_HINTS, key)) return { message, hint: STEP_HINTS[key] ?? null, isAlike: null };
  const lookup = /^with_(\w+)$/.exec(key)?.[1];
  if (lookup !== undefined) {
    const more = lookup === 'items' ? '' : ', or an expression that gives one';
    return { message, hint: `write \`loop:\` with the list itself${more}`, isAlike: null };
  }
  const module = ansibleModule(key, steps);
  return module && { message: `\`${key}\` is one of Ansible's modules, not a step`, ...module };
}

const NAME_HINTS: Readonly<Record<string, string>> = {
  ansible_facts: 'what is known of a host is in `facts`: facts.os.id, facts.memory.total_mb',
  ansible_os_family: 'write facts.os.like or facts.os.id, as os-release has them: debian, rhel fedora',
  ansible_distribution: 'write facts.os.id, as os-release has it: debian, ubuntu, rocky',
  ansible_distribution_version: 'write facts.os.version',
  ansible_distribution_major_version: 'write facts.os.version',
  ansible_memtotal_mb: 'write facts.memory.total_mb',
  ansible_memfree_mb: 'write facts.memory.available_mb',
  ansible_hostname: 'write facts.hostname, or inventory_hostname',
  ansible_fqdn: 'write facts.hostname, or inventory_hostname',
  ansible_nodename: 'write facts.hostname, or inventory_hostname',
  ansible_kernel: 'write facts.kernel',
  hostvars: 'a host is planned by what is known of it alone',
  groups: 'write group_names: the groups of this host',
  ansible_check_mode: 'leave it out: a dry run plans what a run does',
  ansible_play_hosts: 'a host is planned by what is known of it alone',
};

/** What to say of a name that Ansible's expressions look up and ours can't; null for any other. */
export const ansibleName = (name: string): string | null => NAME_HINTS[name] ?? null;
