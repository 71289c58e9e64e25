import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { publicBlobOf } from '../../src/transport/encrypted-key.ts';
import { createKeyRing } from '../../src/transport/key-ring.ts';
import { freshFolder, makeKey } from './keys.ts';

const folder = freshFolder();
const open = makeKey(folder, 'open', 'ed25519');
const locked = makeKey(folder, 'locked', 'ecdsa', 'open sesame');
const alsoLocked = makeKey(folder, 'also-locked', 'ed25519', 'other');

/** A ring whose person gives these answers, in turn; tells what they were asked. */
function ringWith(...answers: readonly (string | null)[]) {
  const asked: string[] = [];
  const left = [...answers];
  const ring = createKeyRing((file, attempt) => {
    asked.push(`${file} ${attempt}`);
    return Promise.resolve(left.shift() ?? null);
  });
  return { ring, asked };
}

describe('a key ring', () => {
  test('opens a key without a passphrase and asks nothing', async () => {
    const { ring, asked } = ringWith();
    const key = await ring.unlock(open.file);
    expect(key.ok && key.value.getPublicSSH().equals(open.blob)).toBe(true);
    expect(asked).toEqual([]);
  });

  test('asks once for a passphrase, however many hosts need the key', async () => {
    const { ring, asked } = ringWith('open sesame');
    const keys = await Promise.all(Array.from({ length: 50 }, () => ring.unlock(locked.file)));
    expect(keys.every((key) => key.ok && key.value.isPrivateKey())).toBe(true);
    expect(asked).toEqual([`${locked.file} 1`]);
  });

  test('asks again after a typing mistake, and gives up after three', async () => {
    const second = ringWith('typo', 'open sesame');
    expect((await second.ring.unlock(locked.file)).ok).toBe(true);
    expect(second.asked).toEqual([`${locked.file} 1`, `${locked.file} 2`]);
    const never = ringWith('a', 'b', 'c', 'open sesame');
    expect(await never.ring.unlock(locked.file)).toEqual({
      ok: false,
      error: { reason: 'key-unreadable', message: `the passphrase for ${locked.file} is wrong`, hint: null },
    });
    expect(never.asked).toHaveLength(3);
  });

  test('asks for one key at a time', async () => {
    let asking = 0;
    let most = 0;
    const ring = createKeyRing(async (file) => {
      asking += 1;
      most = Math.max(most, asking);
      await new Promise(setImmediate);
      asking -= 1;
      return file === locked.file ? 'open sesame' : 'other';
    });
    const keys = await Promise.all([ring.unlock(locked.file), ring.unlock(alsoLocked.file)]);
    expect(keys.map(({ ok }) => ok)).toEqual([true, true]);
    expect(most).toBe(1);
  });

  test('says so when nobody gives a passphrase', async () => {
    const refused = await ringWith(null).ring.unlock(locked.file);
    expect(!refused.ok && refused.error.message).toContain('is locked with a passphrase and none was given');
  });

  test('looks at a locked key without asking, and knows its public half', async () => {
    const { ring, asked } = ringWith();
    const seen = await ring.look(locked.file);
    expect(seen.ok && seen.value?.kind === 'locked' && seen.value.publicBlob?.equals(locked.blob)).toBe(true);
    expect(asked).toEqual([]);
  });

  test('finds no key where there is no file', async () => {
    expect(await ringWith().ring.look(join(folder, 'none'))).toEqual({ ok: true, value: null });
  });

  test.each([
    ['a public key', `${open.type} ${open.base64}\n`, 'is a public key'],
    ['a text', 'hello\n', 'is not a private key'],
    ['nothing', '', 'is not a private key'],
    ['a key that is cut off', '-----BEGIN OPENSSH PRIVATE KEY-----\nb3BlbnNz\n-----END OPENSSH PRIVATE KEY-----\n', ''],
  ])('refuses %s', async (name, text, words) => {
    const file = join(folder, name.replaceAll(' ', '-'));
    writeFileSync(file, text);
    const seen = await ringWith().ring.look(file);
    expect(!seen.ok && seen.error.reason).toBe('key-unreadable');
    expect(!seen.ok && seen.error.message).toContain(words);
  });

  test('refuses a folder', async () => {
    const seen = await ringWith().ring.look(folder);
    expect(!seen.ok && seen.error.message).toBe(`${folder}: EISDIR`);
  });
});

test('the public half of a key in another format is not known', () => {
  expect(publicBlobOf('-----BEGIN RSA PRIVATE KEY-----\nMIIE\n-----END RSA PRIVATE KEY-----')).toBe(null);
  expect(publicBlobOf('-----BEGIN OPENSSH PRIVATE KEY-----\nAAAA\n-----END OPENSSH PRIVATE KEY-----')).toBe(null);
});
