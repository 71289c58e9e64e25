import type { ConnectionVars } from './connection-vars.ts';
import { parseHostAddress } from './host-address.ts';
import type { Host, JumpHost } from './inventory.ts';
import { type Keys, reveal } from './reveal.ts';
import { readSshArgs } from './ssh-args.ts';

/** A jump host as it is named; user null means whoever runs Suture. */
type NamedJump = Pick<JumpHost, 'address' | 'port'> & { readonly user: string | null };

/** The jump hosts on the way to a host, by `suture_jump`, else by what Ansible's vars hand to ssh; `none` means none. */
export function jumpHosts(host: Host, vars: ConnectionVars, keys: Keys): readonly NamedJump[] {
  const own = vars.text('suture_jump');
  return own === null ? fromSshArgs(host, vars, keys) : readChain('suture_jump', own, vars);
}

// In the order in which Ansible hands them to ssh, for which the first that is given wins.
const ARGS = ['ansible_ssh_args', 'ansible_ssh_common_args', 'ansible_ssh_extra_args'];

function fromSshArgs(host: Host, vars: ConnectionVars, keys: Keys): readonly NamedJump[] {
  for (const name of ARGS) {
    const text = argsText(host, name, vars, keys);
    const args = text === null ? null : readSshArgs(text);
    if (text === null || args === null) continue;
    if (!args.ok) {
      if (MAY_SPEAK_OF_A_WAY.test(text)) vars.say(name, 'jump-host', `can't be read: ${args.error}`);
      continue;
    }
    if (args.value.proxyCommand !== null && !/^none$/iu.test(args.value.proxyCommand)) {
      vars.say(name, 'jump-host', 'names a ProxyCommand, and no command is run to reach a host', PROXY_COMMAND_HINT);
      return [];
    }
    if (args.value.proxyJump !== null) return readChain(name, args.value.proxyJump, vars);
  }
  return [];
}

const MAY_SPEAK_OF_A_WAY = /Proxy(?:Jump|Command)|(?:^|[\s"'])-\w*J/iu;
const PROXY_COMMAND_HINT = 'name the jump host instead: `-J user@host:port`, or `suture_jump: user@host:port`';

/** What can't be revealed is a mistake only where it speaks of a way: nothing else in it is used here. */
function argsText(host: Host, name: string, vars: ConnectionVars, keys: Keys): string | null {
  const found = reveal(host, name, keys);
  if (found.ok) return typeof found.value.value === 'string' ? found.value.value : null;
  if (MAY_SPEAK_OF_A_WAY.test(JSON.stringify(host.vars[name]))) {
    vars.say(name, found.error.code, found.error.message, found.error.hint);
  }
  return null;
}

function readChain(name: string, text: string, vars: ConnectionVars): readonly NamedJump[] {
  if (/^none$/iu.test(text)) return [];
  const chain = text.split(',').map((each) => readJump(each.trim()));
  const jumps = chain.filter((jump) => jump !== null);
  if (jumps.length === chain.length) return jumps;
  const hint = 'write `user@host:port`, with commas between several';
  vars.say(name, 'jump-host', `names a jump host that can't be read: ${JSON.stringify(text)}`, hint);
  return [];
}

/** `[user@]host[:port]`, or the same as `ssh://…`, an IPv6 address in brackets. */
function readJump(text: string): NamedJump | null {
  const plain = text.replace(/^ssh:\/\/([^/]+)\/?$/u, '$1');
  const at = plain.lastIndexOf('@');
  const user = at < 0 ? null : plain.slice(0, at);
  const where = plain.slice(at + 1);
  const address = parseHostAddress(where.replace(/^\[([^\]]*)\]$/u, '$1'));
  if (address === null || user === '' || where.replace(/^\[[0-9a-f:.]*\]/iu, '').includes('[')) return null;
  const port = address.port ?? 22;
  return port >= 1 && port <= 65_535 ? { address: address.host, port, user } : null;
}
