import { readFile } from 'node:fs/promises';
import type { ParsedKey } from 'ssh2';
import { err, ok, type Result } from '../base/result.ts';
import { publicBlobOf } from './encrypted-key.ts';
import type { SessionError } from './session.ts';

/** Asks a person for the passphrase of a key file; null means that nobody can or wants to answer. */
export type AskPassphrase = (file: string, attempt: number) => Promise<string | null>;

/** A key file that was read: ready to sign, or still locked with its public half known where the format shows it. */
type LoadedKey =
  | { readonly kind: 'ready'; readonly file: string; readonly key: ParsedKey }
  | { readonly kind: 'locked'; readonly file: string; readonly publicBlob: Buffer | null };

/** The private keys of a run: each file is read, and each passphrase asked for and spent, once. */
export interface KeyRing {
  /** Reads a key file without asking for a passphrase; null if there is no such file. */
  readonly look: (file: string) => Promise<Result<LoadedKey | null, SessionError>>;
  /** Reads a key file and unlocks it, asking if need be. */
  readonly unlock: (file: string) => Promise<Result<ParsedKey, SessionError>>;
}

const attempts = 3;

/** Makes an empty ring; questions are asked one at a time, however many hosts wait for a key. */
export function createKeyRing(askPassphrase: AskPassphrase): KeyRing {
  const looked = new Map<string, Promise<Result<LoadedKey | null, SessionError>>>();
  const unlocked = new Map<string, Promise<Result<ParsedKey, SessionError>>>();
  let asking: Promise<unknown> = Promise.resolve();
  const look: KeyRing['look'] = (file) => once(looked, file, () => readKey(file));
  const unlock: KeyRing['unlock'] = (file) =>
    once(unlocked, file, async () => {
      const seen = await look(file);
      if (!seen.ok) return seen;
      if (seen.value === null) return err(unreadable(`there is no key file ${file}`, null));
      if (seen.value.kind === 'ready') return ok(seen.value.key);
      const turn = asking.then(() => askAndParse(file, askPassphrase));
      asking = turn.catch(() => undefined);
      return turn;
    });
  return { look, unlock };
}

function once<T>(done: Map<string, Promise<T>>, file: string, make: () => Promise<T>): Promise<T> {
  const known = done.get(file);
  if (known !== undefined) return known;
  const made = make();
  done.set(file, made);
  return made;
}

async function readKey(file: string): Promise<Result<LoadedKey | null, SessionError>> {
  const text = await readText(file);
  if (!text.ok) return text.error.code === 'ENOENT' ? ok(null) : err(unreadable(`${file}: ${text.error.code}`, null));
  const parsed = await parse(text.value);
  if (!(parsed instanceof Error)) {
    if (parsed.isPrivateKey()) return ok({ kind: 'ready', file, key: parsed });
    return err(unreadable(`${file} is a public key`, 'name the private key, the file without .pub'));
  }
  if (/no passphrase given/.test(parsed.message))
    return ok({ kind: 'locked', file, publicBlob: publicBlobOf(text.value) });
  return err(
    unreadable(`${file} is not a private key that can be used: ${parsed.message}`, unsupportedHint(text.value)),
  );
}

async function askAndParse(file: string, ask: AskPassphrase): Promise<Result<ParsedKey, SessionError>> {
  const text = await readText(file);
  if (!text.ok) return err(unreadable(`${file}: ${text.error.code}`, null));
  for (let attempt = 1; attempt <= attempts; attempt += 1) {
    const passphrase = await ask(file, attempt);
    if (passphrase === null) {
      return err(unreadable(`${file} is locked with a passphrase and none was given`, 'add the key to ssh-agent'));
    }
    const parsed = await parse(text.value, passphrase);
    if (!(parsed instanceof Error)) return ok(parsed);
    if (!/passphrase/i.test(parsed.message)) return err(unreadable(`${file}: ${parsed.message}`, null));
  }
  return err(unreadable(`the passphrase for ${file} is wrong`, null));
}

async function parse(text: string, passphrase?: string): Promise<ParsedKey | Error> {
  const { default: ssh2 } = await import('ssh2');
  return ssh2.utils.parseKey(text, passphrase);
}

async function readText(file: string): Promise<Result<string, { readonly code: string }>> {
  try {
    return ok(await readFile(file, 'utf8'));
  } catch (cause) {
    return err({ code: cause instanceof Error && 'code' in cause ? String(cause.code) : String(cause) });
  }
}

const unreadable = (message: string, hint: string | null): SessionError => ({
  reason: 'key-unreadable',
  message,
  hint,
});

const unsupportedHint = (text: string): string | null =>
  publicBlobOf(text)?.includes('sk-') === true ? 'ssh2 knows no security keys; see ansible_connection: openssh' : null;
