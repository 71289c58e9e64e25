/** What to write for a module: a step and how it is written, or why there is none. */
type Instead = { readonly step: string; readonly hint: string } | { readonly step: null; readonly hint: string };

const to = (step: string, example: string, more = ''): Instead => ({
  step,
  hint: `write \`${step}: ${example}\`${more}`,
});
const none = (hint: string): Instead => ({ step: null, hint });

const SERVICE = to('service', '{ unit: nginx, state: restarted }');
const COMMAND = to(
  'command',
  '{ argv: [a2enmod, headers], undo: [a2dismod, headers] }',
  ', where no step does it itself',
);
const SHELL = to('command', '{ cmd: "…", undo: […] }', ', where no step does it itself');
const INSTALLS = none('Suture installs nothing: leave this to Ansible, and run it before');
const SYSTEM = none("Suture leaves a host's accounts, rules and schedules alone: leave this to Ansible");
const INCLUDES = none('a playbook includes no other: write its steps here, or run it as a playbook of its own');
const LEAVE_OUT = none('leave it out: every host is looked at first, always');

/** By the module's last name: `ansible.builtin.service` is `service`. */
const MODULES: Readonly<Record<string, Instead>> = {
  service: SERVICE,
  systemd: SERVICE,
  systemd_service: SERVICE,
  sysvinit: SERVICE,
  command: COMMAND,
  shell: SHELL,
  raw: SHELL,
  script: SHELL,
  copy: to('copy', '{ dest: /etc/…, content: … }'),
  template: to('copy', '{ dest: /etc/…, content: "… {{ var }} …" }'),
  file: to('file', '{ path: /etc/…, mode: "0644" }'),
  lineinfile: to('line_in_file', '{ path: /etc/…, regexp: …, line: … }'),
  blockinfile: to('line_in_file', '{ path: /etc/…, line: … }', ', once for each line, or `set_nginx_directive`'),
  replace: to('line_in_file', '{ path: /etc/…, regexp: …, line: … }', ', or `set_nginx_directive`'),
  ini_file: to('set_pool_option', '{ pool: www, options: { pm.max_children: 20 } }'),
  debug: to('note', '{ message: … }'),
  fail: to('assert', '{ that: …, message: … }', ', which leaves the host alone where it does not hold'),
  pause: to('pause', '{ seconds: 10 }'),
  wait_for: to('wait_for', '{ port: 9000 }'),
  uri: to('http_check', '{ url: http://127.0.0.1/ }'),
  stat: none('leave it out: what Suture knows of a host is in `facts`'),
  set_fact: none('write `vars:` in the play or the step: its values may be expressions'),
  meta: none('leave it out: handlers are planned last, once, where something changes'),
  setup: LEAVE_OUT,
  gather_facts: LEAVE_OUT,
  service_facts: LEAVE_OUT,
  package_facts: LEAVE_OUT,
  ping: none('leave it out: `suture check` tells which hosts answer'),
  reboot: none('Suture reboots no host'),
  import_playbook: INCLUDES,
  ...forEach('include include_tasks import_tasks include_role import_role include_vars', INCLUDES),
  ...forEach(
    'apt yum dnf dnf5 zypper apk package pip gem npm composer apt_repository apt_key yum_repository rpm_key get_url unarchive git synchronize fetch assemble',
    INSTALLS,
  ),
  ...forEach(
    'user group authorized_key cron iptables ufw firewalld seboolean sefcontext selinux sysctl mount hostname timezone known_hosts haproxy',
    SYSTEM,
  ),
};

function forEach(names: string, instead: Instead): Readonly<Record<string, Instead>> {
  return Object.fromEntries(names.split(' ').map((name) => [name, instead]));
}

/** Whether a key names one of Ansible's modules, and what to write instead; null where nothing better is known. */
export function ansibleModule(
  key: string,
  steps: ReadonlyMap<string, unknown>,
): { readonly hint: string | null; readonly isAlike: string | null } | null {
  const name = key.split('.').at(-1) ?? key;
  const instead = Object.hasOwn(MODULES, name) ? MODULES[name] : undefined;
  if (instead === undefined) return key.split('.').length === 3 ? { hint: null, isAlike: null } : null;
  const hint = instead.step === null || steps.has(instead.step) ? instead.hint : null;
  return { hint, isAlike: hint !== null && ALIKE.has(instead) ? instead.step : null };
}

/** Whose arguments mean the same under the names that they have here. */
const ALIKE: ReadonlySet<Instead> = new Set([SERVICE]);
