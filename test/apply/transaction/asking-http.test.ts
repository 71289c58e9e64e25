import { execFileSync, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { shellCommand } from '../../../src/formats/shell-quote.ts';
import { askingHttp } from '../../../src/apply/transaction/shell/asking-http.ts';
import { waiting } from '../../../src/apply/transaction/shell/waiting.ts';

const scratch = mkdtempSync(join(tmpdir(), 'suture-http-'));
const applets = join(scratch, 'applets');
const withBash = join(scratch, 'with-bash');
for (const folder of [applets, withBash]) {
  mkdirSync(folder);
  execFileSync('busybox', ['--install', '-s', folder]);
}
symlinkSync('/bin/bash', join(withBash, 'bash'));

const web = createServer(({ headers: { host } }, response) => response.end(`\0host ${host ?? ''}\n`));
let port = 0;
beforeAll(async () => {
  await new Promise<void>((resolve) => web.listen(0, '127.0.0.1', resolve));
  ({ port } = web.address() as AddressInfo);
});
afterAll(() => {
  web.close();
  rmSync(scratch, { recursive: true, force: true });
});

/** How `answers` ends where only these programs are, and what it has seen. */
function ask(path: string, url: string, text: string, ...statuses: readonly string[]): Promise<string> {
  const { hostname, port: where, pathname } = new URL(url);
  const call = shellCommand(['answers', url, hostname, where, pathname, 'shop.example', text, ...statuses]);
  const script = `${waiting}${askingHttp}if ${call}; then printf 'yes: '; else printf 'no: '; fi; printf '%s' "$found"\n`;
  return new Promise((resolve) => {
    const child = spawn(join(applets, 'sh'), [], { env: { PATH: path } });
    let said = '';
    child.stdout.on('data', (chunk: Buffer) => (said += chunk.toString()));
    child.on('close', () => resolve(said));
    child.stdin.end(script);
  });
}

const WITHOUT_CURL = [
  ['bash', withBash],
  ['nc', applets],
] as const;
const TOOLS = [['curl', '/usr/bin:/bin'], ...WITHOUT_CURL] as const;

describe.each(TOOLS)('with nothing but %s to ask with', (_tool, path) => {
  test('an answer is read, its status and the text in its body', async () => {
    const url = `http://127.0.0.1:${port}/`;
    expect(await ask(path, url, 'host shop.example', '204', '200')).toBe('yes: it answers 200 OK');
    expect(await ask(path, url, 'host other', '200')).toMatch(/^no: it answers 200 OK, without/);
    expect(await ask(path, url, '', '204')).toBe('no: it answers 200 OK');
  });

  test('a closed port is no answer', async () => {
    expect(await ask(path, 'http://127.0.0.1:1/', '', '200')).toMatch(/^no: .+/);
  });
});

test.each(WITHOUT_CURL)('with nothing but %s to ask with TLS is told to be out of reach', async (_tool, path) => {
  expect(await ask(path, 'https://127.0.0.1:1/', '', '200')).toBe('no: there is no curl to ask over TLS');
});
