const NOT_YET = 'this version does not know it yet';
const NAMES = 'write `steps:`, a list of repairs; `suture causes` lists what they can answer';

/** What to write for the keys of an Ansible play that Suture's plays don't have, and for its own when they are missing. */
export const PLAY_HINTS: Readonly<Record<string, string>> = {
  hosts: 'write `hosts: all`, or a group of the inventory',
  steps: 'write `steps:` and below it `- service: { unit: nginx, state: started }`, for instance',
  tasks: NAMES,
  pre_tasks: NAMES,
  post_tasks: NAMES,
  roles: NAMES,
  gather_facts: 'leave it out: every host is looked at first, always',
  become: 'write `ansible_become: true` in the inventory, or give -b',
  become_user: 'write `ansible_become_user` in the inventory',
  remote_user: 'write `ansible_user` in the inventory, or give -u',
  connection: 'write `ansible_connection` in the inventory',
  when: NOT_YET,
};

const VALUE_HINTS: Readonly<Record<string, string>> = {
  stopped: 'Suture stops no service: it is there to bring them back',
};

/** What to say of a word that is a value in Ansible and none here; null for any other. */
export const ansibleValueHint = (word: string): string | null => VALUE_HINTS[word] ?? null;

const STEP_KEYWORDS = new Set(
  'register become ignore_errors block rescue always delegate_to until retries delay with_items changed_when failed_when environment'.split(
    ' ',
  ),
);

const SERVICE = 'write `service: { unit: nginx, state: restarted }`';
const INSTEAD: Readonly<Record<string, string>> = { service: SERVICE, systemd: SERVICE, systemd_service: SERVICE };
const MODULES = new Set(
  'command shell raw script copy template file lineinfile blockinfile replace apt yum dnf package debug fail assert pause uri wait_for set_fact include_tasks import_tasks include_role import_role include import_playbook meta setup ping'.split(
    ' ',
  ),
);

/** What to say of a key in a step that Ansible's users would write; null for a word that is no word of Ansible's. */
export function ansibleStepWord(key: string): { readonly message: string; readonly hint: string | null } | null {
  if (STEP_KEYWORDS.has(key)) return { message: `\`${key}\` is not known in a step`, hint: NOT_YET };
  const name = key.split('.').at(-1) ?? key;
  if (!key.includes('.') && !MODULES.has(name) && !(name in INSTEAD)) return null;
  return { message: `\`${key}\` is one of Ansible's modules, not a step`, hint: INSTEAD[name] ?? null };
}
