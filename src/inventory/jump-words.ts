import { splitHostLine } from './ini/host-words.ts';
import { parseHostAddress } from './host-address.ts';
import { wordsOf } from './ssh-args.ts';

/** A jump host as it is named; null for what isn't said. */
export interface NamedJump {
  readonly address: string;
  readonly port: number | null;
  readonly user: string | null;
  readonly keyFile: string | null;
}

/** A chain of jump hosts with commas between, as for `ssh -J`: none for `none`, null where it can't be read. */
export function readChain(text: string): readonly NamedJump[] | null {
  if (/^none$/iu.test(text)) return [];
  const chain = text.split(',').map((each) => readJump(each.trim()));
  const jumps = chain.filter((jump) => jump !== null);
  return jumps.length === chain.length ? jumps : null;
}

/** `[user@]host[:port]`, or the same as `ssh://…`, an IPv6 address in brackets. */
function readJump(text: string): NamedJump | null {
  const plain = text.replace(/^ssh:\/\/([^/]+)\/?$/u, '$1');
  const at = plain.lastIndexOf('@');
  const user = at < 0 ? null : plain.slice(0, at);
  const where = plain.slice(at + 1);
  const address = parseHostAddress(where.replace(/^\[([^\]]*)\]$/u, '$1'));
  if (address === null || user === '' || where.replace(/^\[[0-9a-f:.]*\]/iu, '').includes('[')) return null;
  const { host, port } = address;
  return port === null || (port >= 1 && port <= 65_535) ? { address: host, port, user, keyFile: null } : null;
}

// Of whom ssh trusts there, and how loudly, Suture has rules of its own.
const BESIDE_THE_POINT =
  /^(?:stricthostkeychecking|userknownhostsfile|loglevel|batchmode|connecttimeout|serveralive\w+)$/;
const FLAGS = /^[qxaTC46]$/;

/**
 * The jump host of a ProxyCommand that is a jump and nothing else: `ssh [-q] [-p PORT] [-l USER] [-i KEY] -W %h:%p
 * [user@]host`. Null for any other command.
 */
export function jumpOfCommand(command: string): NamedJump | null {
  const words = splitHostLine(command);
  if (!words.ok) return null;
  const [program, ...rest] = words.value.map(({ text }) => text).filter((text, at) => at > 0 || text !== 'exec');
  if (program === undefined || !/^(?:\/usr\/bin\/)?ssh$/.test(program)) return null;
  const { flags, given, others } = wordsOf(rest);
  const [host, ...more] = others;
  if (host === undefined || more.length > 0 || !flags.every((flag) => FLAGS.test(flag))) return null;
  const said = new Map<string, string>();
  for (const { key, value } of given) if (!BESIDE_THE_POINT.test(key) && !said.has(key)) said.set(key, value);
  const take = (key: string): string | null => {
    const value = said.get(key) ?? null;
    said.delete(key);
    return value;
  };
  const [target, port, user, keyFile] = [take('w'), take('port'), take('user'), take('identityfile')];
  const jump = readJump(host);
  if (jump === null || said.size > 0 || !/^(?:%h|\[%h\]):%p$/.test(target ?? '')) return null;
  if (port !== null && !/^[0-9]{1,5}$/.test(port)) return null;
  return { ...jump, user: user ?? jump.user, port: port === null ? jump.port : Number(port), keyFile };
}
