import ssh2, { type BaseAgent, type IdentityCallback, type KnownPublicKeys, type ParsedKey } from 'ssh2';

const answerMs = 5_000;

/** The public keys that an agent holds; none if it doesn't answer within 5 s. */
export function agentKeys(socket: string): Promise<readonly Buffer[]> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve([]), answerMs);
    new ssh2.OpenSSHAgent(socket).getIdentities((_failure, keys) => {
      clearTimeout(timer);
      resolve(parsedKeys(keys).map((key) => key.getPublicSSH()));
    });
  });
}

/** An agent that shows only some of its keys, as a server counts each that it refuses as a failed attempt. */
export function openAgent(socket: string, only: readonly Buffer[] | null): BaseAgent<ParsedKey> {
  return only === null ? new ssh2.OpenSSHAgent(socket) : new ChosenKeys(socket, only);
}

class ChosenKeys extends ssh2.OpenSSHAgent {
  readonly #only: readonly Buffer[];

  constructor(socket: string, only: readonly Buffer[]) {
    super(socket);
    this.#only = only;
  }

  override getIdentities(done: IdentityCallback<ParsedKey>): void {
    super.getIdentities((failure, keys) => {
      const chosen = parsedKeys(keys).filter((key) => this.#only.some((blob) => blob.equals(key.getPublicSSH())));
      done(failure, chosen);
    });
  }
}

/** OpenSSHAgent gives nothing but parsed keys; the wider type is for agents of other makes. */
const parsedKeys = (keys: KnownPublicKeys<ParsedKey> | undefined): readonly ParsedKey[] =>
  (keys ?? []).flatMap((key) => ('getPublicSSH' in key ? [key] : []));
