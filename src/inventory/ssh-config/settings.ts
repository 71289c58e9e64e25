/** What ssh's configuration comes to for one name, as far as it speaks of the way there. */
export interface SshSettings {
  readonly hostName: string;
  readonly port: number;
  readonly user: string;
  /** Empty where none is named, and ssh would look for its usual ones. */
  readonly keyFiles: readonly string[];
  readonly proxyJump: string | null;
  /** With its tokens (`%h`) as they are written. */
  readonly proxyCommand: string | null;
  readonly hostKeyAlias: string | null;
  /** It names what only ssh itself can use: a certificate, an agent or token of its own. */
  readonly isForSshAlone: boolean;
}

/** Who asks, for the tokens and `~` in names of files. */
export interface Asker {
  readonly name: string;
  readonly home: string;
  readonly defaultUser: string;
}

/** Reads what `ssh -G` prints; null where that isn't it. */
export function parseSshSettings(printed: string, asker: Asker): SshSettings | null {
  const said = new Map<string, string[]>();
  for (const line of printed.split('\n')) {
    const [, key, value] = /^([a-z0-9]+) (.*)$/.exec(line) ?? [];
    if (key !== undefined && value !== undefined) said.set(key, [...(said.get(key) ?? []), value]);
  }
  const text = (key: string): string | null => {
    const value = said.get(key)?.[0] ?? 'none';
    return /^none$/i.test(value) ? null : value;
  };
  const hostName = text('hostname');
  const user = text('user');
  const port = Number(text('port'));
  if (hostName === null || user === null || !Number.isInteger(port) || port < 1 || port > 65_535) return null;
  const file = fileNamer({ ...asker, hostName, user, port });
  const keys = (said.get('identityfile') ?? []).filter((each) => !USUAL_KEY.test(each) && each !== 'none').map(file);
  const agent = text('identityagent');
  return {
    hostName,
    port,
    user,
    keyFiles: keys,
    proxyJump: text('proxyjump'),
    proxyCommand: text('proxycommand'),
    hostKeyAlias: text('hostkeyalias'),
    isForSshAlone:
      said.has('certificatefile') ||
      text('pkcs11provider') !== null ||
      (agent !== null && agent !== 'SSH_AUTH_SOCK') ||
      keys.some((each) => each.endsWith('.pub')),
  };
}

/** What `ssh -G` prints where no key is named. */
const USUAL_KEY = /^~\/\.ssh\/id_(?:rsa|ecdsa|ecdsa_sk|ed25519|ed25519_sk|xmss|dsa)$/;

/** Fills in what a file's name may hold, of ssh_config(5)'s TOKENS those that are known here. */
function fileNamer(of: Asker & { readonly hostName: string; readonly user: string; readonly port: number }) {
  const tokens: Readonly<Record<string, string>> = {
    '%%': '%',
    '%d': of.home,
    '%h': of.hostName,
    '%n': of.name,
    '%p': String(of.port),
    '%r': of.user,
    '%u': of.defaultUser,
  };
  return (file: string): string =>
    file.replace(/^~(?=\/)/, () => of.home).replaceAll(/%./g, (token) => tokens[token] ?? token);
}
