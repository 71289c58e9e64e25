import { createHash } from 'node:crypto';
import {
  chmodSync,
  chownSync,
  lchownSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { askedOf } from '../../../src/collect/asked/asked.ts';
import { askQuestions } from '../../../src/collect/ask-questions.ts';
import {
  answerTo,
  type FileAnswer,
  type FileQuestion,
  type PathAnswer,
  type PathQuestion,
  type Question,
} from '../../../src/facts/asked.ts';
import type { Fact } from '../../../src/facts/fact.ts';
import { shells, withShell } from '../shells.ts';

const folder = realpathSync(mkdtempSync(join(homedir(), 'suture asked ')));
const server = createServer();
const at = (name: string): string => join(folder, name);
const HOSTILE = "it's $(touch pwned) `touch pwned`\n\n";

beforeAll(async () => {
  mkdirSync(at('real/empty'), { recursive: true });
  writeFileSync(at('real/text'), 'one\ntwo\n\n');
  chmodSync(at('real/text'), 0o640);
  chownSync(at('real/text'), 33, 34);
  writeFileSync(at('bytes'), Buffer.from([0, 255, 10, 1]));
  writeFileSync(at('large'), Buffer.alloc(1024 * 1024 + 1));
  writeFileSync(at('most'), Buffer.alloc(1024 * 1024, 'x'));
  writeFileSync(at('twice'), '');
  linkSync(at('twice'), at('again'));
  writeFileSync(at(HOSTILE), 'a name that a shell would run');
  symlinkSync('real', at('folder'));
  symlinkSync('folder/text', at('link'));
  symlinkSync('nowhere/at all', at('dangling'));
  symlinkSync('loop', at('loop'));
  symlinkSync('..\n/a target\n', at('odd'));
  writeFileSync(at('secret'), "root's", { mode: 0o600 });
  mkdirSync(at('theirs/own'), { recursive: true });
  writeFileSync(at('theirs/own/file'), 'their text');
  symlinkSync(at('secret'), at('theirs/to secret'));
  linkSync(at('secret'), at('theirs/second name'));
  symlinkSync(at('real'), at('theirs/to real'));
  symlinkSync('own', at('theirs/to own'));
  symlinkSync('theirs/to secret', at('by root'));
  for (const name of ['', '/own', '/own/file']) chownSync(at(`theirs${name}`), 33, 33);
  for (const name of ['secret', 'real', 'own']) lchownSync(at(`theirs/to ${name}`), 33, 33);
  await new Promise<void>((done) => server.listen(at('socket'), done));
});

afterAll(() => {
  server.close();
  rmSync(folder, { recursive: true });
});

async function ask(shell: string, questions: readonly Question[]) {
  const asked = await withShell(shell, (session) => askQuestions(session, questions));
  if (!asked.ok) throw new Error(asked.error.message);
  return { asked: asked.value };
}

const valueOf = <Value>(fact: Fact<Value>): Value => {
  if (fact.state !== 'known') throw new Error(fact.why);
  return fact.value;
};

const aboutPath = async (shell: string, name: string): Promise<PathAnswer> =>
  valueOf(answerTo(await ask(shell, [{ kind: 'path', path: at(name) }]), { kind: 'path', path: at(name) }));
const aboutFile = async (shell: string, name: string): Promise<FileAnswer> =>
  valueOf(answerTo(await ask(shell, [{ kind: 'file', path: at(name) }]), { kind: 'file', path: at(name) }));

describe.each(shells)('by %s', (shell) => {
  test('a file is told with its owner, its text to the last newline, and where its folders really are', async () => {
    const answer = await aboutFile(shell, 'folder/text');
    expect(answer).toMatchObject({
      place: at('real/text'),
      realPath: at('real/text'),
      missingFolders: [],
      target: null,
      isEmpty: null,
      at: { kind: 'file', uid: 33, gid: 34, owner: 'www-data', group: 'backup', mode: '0640', names: 1, bytes: 9 },
    });
    expect(valueOf(answer.content)).toMatchObject({
      text: 'one\ntwo\n\n',
      lossless: true,
      state: { sha256: createHash('sha256').update('one\ntwo\n\n').digest('hex') },
    });
  });

  test.each([
    ['theirs/to secret', 'theirs/to secret'],
    ['by root', 'theirs/to secret'],
    ['theirs/second name', null],
  ])('root’s text is not read at %s', async (name, link) => {
    const answer = await aboutFile(shell, name);
    expect(JSON.stringify(answer)).not.toContain("root's");
    const why = link && `${at(link)} is a link of www-data, and ${at('theirs')} belongs to www-data`;
    expect(answer.led).toBe(why);
  });

  test('a way through a link of somebody’s is told with the folder and its owner, and followed on demand to what is theirs', async () => {
    const asked = async (name: string, follow: boolean) => {
      const question = { kind: 'file', path: at(name), ...(follow && { follow }) } as const;
      return answerTo(await ask(shell, [question]), question);
    };
    const belongs = `and ${at('theirs')} belongs to www-data`;
    expect(await asked('theirs/to real/text', false)).toMatchObject({
      state: 'unknown',
      why: `${at('theirs/to real')} is a link of www-data, ${belongs}`,
    });
    expect(await asked('theirs/to real/text', true)).toMatchObject({
      state: 'unknown',
      why: expect.stringContaining('which is not in a folder of www-data') as string,
    });
    expect(await asked('theirs/to secret', true)).toMatchObject({ state: 'unknown' });
    expect(await asked('theirs/to own/file', false)).toMatchObject({ state: 'unknown' });
    expect(valueOf(valueOf(await asked('theirs/to own/file', true)).content).text).toBe('their text');
    expect(valueOf(valueOf(await asked('theirs/own/file', false)).content).text).toBe('their text');
  });

  test('a link is told as itself, with what it leads to', async () => {
    const answer = await aboutFile(shell, 'link');
    expect(answer).toMatchObject({
      place: at('link'),
      target: 'folder/text',
      realPath: at('real/text'),
      at: { kind: 'link' },
      real: { kind: 'file', mode: '0640' },
    });
    expect(valueOf(answer.content).text).toBe('one\ntwo\n\n');
    const odd = await aboutPath(shell, 'odd');
    expect(odd).toMatchObject({ target: '..\n/a target\n', real: null, realPath: at('odd') });
  });

  test.each(['dangling', 'loop'])('a link that leads nowhere: %s', async (name) => {
    const answer = await aboutFile(shell, name);
    expect(answer).toMatchObject({
      at: { kind: 'link' },
      real: null,
      realPath: at(name),
      content: { state: 'absent' },
    });
  });

  test('folders, empty or not, sockets, and names that a file shares', async () => {
    expect(await aboutPath(shell, 'real/empty')).toMatchObject({ at: { kind: 'directory' }, isEmpty: true });
    expect(await aboutPath(shell, 'real')).toMatchObject({ at: { kind: 'directory' }, isEmpty: false });
    expect(await aboutPath(shell, 'socket')).toMatchObject({ at: { kind: 'socket' } });
    expect(await aboutPath(shell, 'again')).toMatchObject({ at: { kind: 'file', names: 2, bytes: 0 } });
  });

  test('nothing, and the folders that are missing on the way', async () => {
    expect(await aboutPath(shell, 'real/new')).toMatchObject({ at: null, real: null, missingFolders: [] });
    expect(await aboutPath(shell, 'folder/a/b/new')).toMatchObject({
      place: at('real/a/b/new'),
      missingFolders: [at('real/a'), at('real/a/b')],
      at: null,
    });
  });

  test('a path through a file leads nowhere, and says so', async () => {
    const path = at('bytes/below/that');
    const answer = answerTo(await ask(shell, [{ kind: 'path', path }]), { kind: 'path', path });
    expect(answer).toEqual({ state: 'unknown', why: `${at('bytes')} is no folder` });
  });

  test('bytes that are no text, an empty file, and the largest that is read', async () => {
    expect(valueOf((await aboutFile(shell, 'bytes')).content)).toMatchObject({ lossless: false });
    expect(valueOf((await aboutFile(shell, 'twice')).content)).toMatchObject({ lossless: true, text: '' });
    expect(valueOf((await aboutFile(shell, 'most')).content).text).toHaveLength(1024 * 1024);
    expect((await aboutFile(shell, 'large')).content).toEqual({ state: 'unknown', why: 'it is larger than 1 MiB' });
  });

  test('a name that a shell would run is a name', async () => {
    const answer = await aboutFile(shell, HOSTILE);
    expect(answer.place).toBe(at(HOSTILE));
    expect(valueOf(answer.content).text).toBe('a name that a shell would run');
  });

  test('several questions at once each get their own answer', async () => {
    const questions: readonly (PathQuestion | FileQuestion)[] = [
      { kind: 'file', path: at('link') },
      { kind: 'path', path: at('gone') },
      { kind: 'path', path: at('link') },
    ];
    const facts = await ask(shell, questions);
    expect(questions.map((question) => valueOf(answerTo(facts, question)).at?.kind ?? null)).toEqual([
      'link',
      null,
      'link',
    ]);
  });
});

describe('what a host prints', () => {
  const read = (text: string, ...questions: readonly Question[]) => {
    const bytes = Buffer.from(text);
    return { asked: askedOf(questions).parse({ bytes, stdout: text, exitStatus: 0 }) };
  };
  const block = (name: string, said: string): string => `${name} ${Buffer.byteLength(said)}\n${said}\n`;
  const question = { kind: 'file', path: '/etc/x' } as const;
  const file = (size: number): string =>
    block('up', '/etc') + block('rest', '/x') + block('at', `regular file|7|0|0|root|root|644|1|${size}`);
  const end = block('end', '');

  test('an answer that is cut off is unknown, and those before it are known', () => {
    const facts = read(file(0) + block('bytes', '') + end + file(0), question, { kind: 'path', path: '/etc/y' });
    expect(answerTo(facts, question).state).toBe('known');
    expect(answerTo(facts, { kind: 'path', path: '/etc/y' })).toMatchObject({ state: 'unknown' });
    expect(answerTo(facts, { kind: 'path', path: '/etc/z' })).toMatchObject({ state: 'unknown' });
  });

  test.each([
    ['nothing', end],
    ['a relative place', block('up', 'etc') + block('rest', '/x') + end],
    ['words that are no state', block('up', '/etc') + block('rest', '/x') + block('at', 'x|y') + end],
    ['a folder that may not be entered', block('denied', '/root') + end],
  ])('%s is unknown', (_, text) => {
    expect(answerTo(read(text, question), question).state).toBe('unknown');
  });

  test.each([
    ['bytes that are none', file(3) + block('bytes', '!!!') + end],
    ['fewer bytes than it has', file(9) + block('bytes', 'b25l') + end],
    ['no bytes at all', file(9) + end],
  ])('%s are no text of a file', (_, text) => {
    const answer = answerTo(read(text, question), question);
    expect(valueOf(answer).content.state).toBe('unknown');
  });
});
