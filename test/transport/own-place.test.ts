import { chmodSync, chownSync, lchownSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { notOurs } from '../../src/transport/own-place.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'suture-own-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const at = (...names: readonly string[]): string => join(folder, ...names);

test('a folder of ours in a sticky one that all may write to is ours, and so is what is not there yet', () => {
  expect(notOurs(folder)).toBeNull();
  expect(notOurs(at('not', 'there', 'yet'))).toBeNull();
});

describe('not ours is', () => {
  test('what others may write to', () => {
    chmodSync(folder, 0o777);
    expect(notOurs(at('runs'))).toBe(`${folder} can be written by anybody`);
    chmodSync(folder, 0o1777);
    expect(notOurs(folder)).toBe(`${folder} can be written by anybody`);
    expect(notOurs(at('runs'))).toBeNull();
    mkdirSync(at('runs'));
    chmodSync(at('runs'), 0o707);
    expect(notOurs(at('runs'))).toBe(`${at('runs')} can be written by anybody`);
  });

  test('a file that others may write to', () => {
    writeFileSync(at('known_hosts'), '');
    expect(notOurs(at('known_hosts'))).toBeNull();
    chmodSync(at('known_hosts'), 0o666);
    expect(notOurs(at('known_hosts'))).toBe(`${at('known_hosts')} can be written by anybody`);
  });

  test('what a link of ours leads to, if others may write there', () => {
    mkdirSync(at('open'));
    chmodSync(at('open'), 0o777);
    mkdirSync(at('open', 'inner'));
    symlinkSync('open/inner', at('relative'));
    symlinkSync(at('open'), at('absolute'));
    symlinkSync('circle', at('circle'));
    expect(notOurs(at('relative'))).toBe(`${at('open')} can be written by anybody`);
    expect(notOurs(at('absolute', 'x'))).toBe(`${at('open')} can be written by anybody`);
    expect(notOurs(at('circle'))).toContain('too many links');
  });

  test('what belongs to somebody else, and what their link leads to', () => {
    mkdirSync(at('theirs'));
    chownSync(at('theirs'), 65_533, 65_533);
    mkdirSync(at('ours'));
    expect(notOurs(at('theirs', 'runs'))).toBe(`${at('theirs')} belongs to another user (uid 65533)`);
    symlinkSync(at('ours'), at('theirs', 'link'));
    expect(notOurs(at('theirs', 'link'))).toContain('belongs to another user');
    chmodSync(folder, 0o1777);
    symlinkSync(at('ours'), at('link'));
    expect(notOurs(at('link'))).toBeNull();
    lchownSync(at('link'), 65_533, 65_533);
    expect(notOurs(at('link'))).toBe(`${at('link')} is a link that another user (uid 65533) made`);
  });
});
