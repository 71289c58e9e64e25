/** A var that says how a host is reached or what is expected of it, and what it takes. */
export type KnownVar = {
  /** What people read of it, in a few words. */
  readonly about: string;
} & (
  | { readonly takes: 'text' | 'port' | 'flag' | 'flag-or-text' | 'requests' | 'answers' }
  /** Each also as `ansible.builtin.…`. */
  | { readonly takes: 'word'; readonly words: readonly string[] }
);

const text = (about: string): KnownVar => ({ takes: 'text', about });

const ADDRESS = text('the address or name by which it is reached; default: its name in the inventory');
const USER = text('who logs in; default: -u, else whoever runs Suture');
const KEY = text('the file of the private key; default: --private-key, then the usual ones and the agent');
const PASSWORD = text('the password of who logs in; better sealed with ansible-vault');
const PORT: KnownVar = { takes: 'port', about: "the port of its sshd; default: 22, or the name's own" };
const BECOME_USER = text('who to become; default: root');
const BECOME_PASSWORD = text('what to become that user with; default: -K; better sealed with ansible-vault');
const BECOME_PROGRAM = text('the path of the program that becomes that user; default: the method itself');
const SSH_ARGS = text('arguments of ssh, of which jump hosts, user, port, keys and -F count: -J ops@bastion -p 2222');
const CONNECTIONS = ['ssh', 'local', 'openssh', 'ssh2', 'smart', 'paramiko', 'paramiko_ssh'];

/** Every var that Suture itself asks for; the later of two names for one thing wins. */
export const KNOWN_VARS: Readonly<Record<string, KnownVar>> = {
  ansible_host: ADDRESS,
  ansible_ssh_host: ADDRESS,
  ansible_port: PORT,
  ansible_ssh_port: PORT,
  ansible_user: USER,
  ansible_ssh_user: USER,
  ansible_password: PASSWORD,
  ansible_ssh_pass: PASSWORD,
  ansible_ssh_password: PASSWORD,
  ansible_private_key_file: KEY,
  ansible_ssh_private_key_file: KEY,
  ansible_connection: {
    takes: 'word',
    words: CONNECTIONS,
    about:
      'how it is reached: ssh, or local for this machine; openssh: by the ssh of this machine, ssh2: never by that',
  },
  suture_transport: {
    takes: 'word',
    words: CONNECTIONS,
    about: 'as ansible_connection, over which it wins, for inventories that Ansible reads too',
  },
  ansible_become: { takes: 'flag', about: 'whether to become another user, root as a rule; default: -b' },
  ansible_become_method: { takes: 'word', words: ['sudo', 'su', 'doas'], about: 'how; default: --become-method, sudo' },
  ansible_become_user: BECOME_USER,
  ansible_sudo_user: BECOME_USER,
  ansible_su_user: BECOME_USER,
  ansible_doas_user: BECOME_USER,
  ansible_become_password: BECOME_PASSWORD,
  ansible_become_pass: BECOME_PASSWORD,
  ansible_sudo_pass: BECOME_PASSWORD,
  ansible_su_pass: BECOME_PASSWORD,
  ansible_doas_pass: BECOME_PASSWORD,
  ansible_become_exe: BECOME_PROGRAM,
  ansible_sudo_exe: BECOME_PROGRAM,
  ansible_su_exe: BECOME_PROGRAM,
  ansible_doas_exe: BECOME_PROGRAM,
  ansible_ssh_args: SSH_ARGS,
  ansible_ssh_common_args: SSH_ARGS,
  ansible_ssh_extra_args: SSH_ARGS,
  suture_jump_key: text('the file of the private key for jump hosts; default: the one of the host'),
  suture_ssh_config: {
    takes: 'flag-or-text',
    about: "ask ssh's own configuration: yes, no, or a file; default: for names that it alone knows",
  },
  suture_jump: text('the jump hosts on the way, user@host:port with commas between several; none: a direct way'),
  suture_check_urls: {
    takes: 'requests',
    about:
      'what is asked of the host at each look: URLs, or mappings of url (or host, scheme, port, path), status, contains',
  },
  suture_expect: {
    takes: 'answers',
    about: "what the first page of each site answers, by the site's name: a status, a list of them, or a mapping",
  },
};
