import { chmodSync, existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { collectFacts } from '../../src/collect/collect-facts.ts';
import { identity } from '../../src/collect/first-round/identity.ts';
import { nginx } from '../../src/collect/first-round/nginx.ts';
import { sectionsOf } from '../../src/collect/frames.ts';
import type { HostFacts } from '../../src/facts/host-facts.ts';
import type { ReadSession } from '../../src/transport/session.ts';
import { shellSession } from '../apply/shell-session.ts';
import { type Rewrite, rewritten } from './hostile-answers.ts';
import { shells } from './shells.ts';

// A host names the paths, users and sites that it is asked about next. Here they are commands, in every kind of quotes:
// what a real shell then runs must be the questions alone.

const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

const COMMANDS = "`k`;k;'k'|k&k>k \"k #";
const inShell = `$(k)${COMMANDS}`;
/** nginx has variables of its own behind a dollar sign. */
const inNginx = COMMANDS.replaceAll('"', '\\"');

const hostile: Rewrite = (fact, text) =>
  fact === 'nginx'
    ? text
        .replaceAll(/(?<=\s)(unix:\/run\/php\/)[^\s;]+\.sock(?=;)/g, `"$1${inNginx}.sock"`)
        .replaceAll(/(?<=\s)(\/var\/log\/nginx|\/var\/www\/html)([^\s;]*)(?=;)/g, `"$1${inNginx}$2"`)
        .replaceAll(/(?<=\nuser )\w[\w-]*(?=;)/g, `"-rf${inNginx}"`)
        .replaceAll(/(?<=\n\s*server_name )_(?=;)/g, `"a${inNginx}"`)
    : text
        .replaceAll(/\/run\/php\/[\w.-]+\.sock/g, `/run/php/${inShell}.sock`)
        .replaceAll(/(?<=\n(?:user|group|listen\.owner) = )[\w-]+/g, `-rf${inShell}`)
        .replaceAll(/(?<=\nerror_log = )\S+/g, `/var/log/${inShell}.log`)
        .replaceAll(/php8\.2-fpm\.service/g, `php-fpm-${inShell.replaceAll(' ', '')}.service`);

interface Asked {
  readonly facts: HostFacts;
  readonly scripts: readonly string[];
  /** Whether the command that the host names has run. */
  readonly ran: boolean;
}

/** Has a host answer the first round so, and runs the questions that follow in a real shell. */
async function collected(shell: string, record: string, rewrite: Rewrite): Promise<Asked> {
  const folder = mkdtempSync(join(tmpdir(), 'suture-names-'));
  folders.push(folder);
  const bin = join(folder, 'bin');
  mkdirSync(bin);
  symlinkSync(shell, join(bin, 'sh'));
  const sign = join(folder, 'ran');
  writeFileSync(join(bin, 'k'), `#!/bin/sh\n: >${sign}\n`);
  chmodSync(join(bin, 'k'), 0o755);
  const env = { ...process.env, PATH: `${bin}:${process.env['PATH'] ?? ''}`, LANG: 'C.UTF-8' };
  const here = shellSession('here', [join(bin, 'sh'), '-s'], env);
  const scripts: string[] = [];
  const session: ReadSession = {
    host: 'here',
    ask: async (script, limits) => {
      scripts.push(script);
      if (scripts.length > 1) return here.ask(script, limits);
      const boundary = /suture-[0-9a-f]{32}/.exec(script)?.[0] ?? '';
      const stdout = rewritten(record, boundary, rewrite);
      return { ok: true, value: { exitCode: 0, signal: null, stdout, stderr: '' } };
    },
  };
  const facts = await collectFacts(session, { sinceSeconds: 900, timeoutMs: 25_000 });
  if (!facts.ok) throw new Error(facts.error.message);
  return { facts: facts.value, scripts, ran: existsSync(sign) };
}

describe.each(shells)('under %s', (shell) => {
  test.each(['debian', 'redhat-layout', 'without-tools'])('nothing that a host names is run: %s', async (record) => {
    const { facts, scripts, ran } = await collected(shell, record, hostile);
    expect([facts.nginx.state, facts.fpm.state]).toEqual(['known', 'known']);
    expect(scripts.slice(1).join('\n').split('`k`').length).toBeGreaterThan(5);
    expect(ran).toBe(false);
  });
});

test('what a host names would run if it were not quoted', async () => {
  const here = await collected('/bin/dash', 'debian', (_, text) => text);
  expect(here.ran).toBe(false);
  const folder = folders[0] ?? '';
  const env = { ...process.env, PATH: `${join(folder, 'bin')}:${process.env['PATH'] ?? ''}` };
  await shellSession('here', ['sh', '-s'], env).ask(`echo "${inShell}` as never, {
    timeoutMs: 5_000,
    maxOutputBytes: 99,
  });
  expect(existsSync(join(folder, 'ran'))).toBe(true);
});

const sectionOf = (fact: string, rewrite: (text: string) => string) =>
  sectionsOf(
    rewritten('debian', 'suture-x', (name, text) => (name === fact ? rewrite(text) : text)),
    'suture-x',
  ).get(fact);

describe('an answer that is too much to judge is unknown', () => {
  test.each(['99999999999999999999', '100000000000'])('a host’s clock: %s', (now) => {
    const section = sectionOf('identity', (text) => text.replace(/^\d{10} /, `${now} `));
    expect(identity.parse(section).state).toBe('unknown');
  });

  test('bytes that no shell can hold', () => {
    const why = 'the host answered on identity with bytes that no shell prints';
    expect(identity.parse(sectionOf('identity', (text) => `${text}\0`))).toEqual({ state: 'unknown', why });
  });

  test('tens of thousands of blocks', () => {
    const blocks = 'server { location / { fastcgi_pass 127.0.0.1:9000; } }\n';
    const of = (count: number) =>
      nginx.parse(sectionOf('nginx', (text) => text.replace(/^events \{/m, `${blocks.repeat(count)}events {`)));
    expect(of(9_000).state).toBe('known');
    expect(of(11_000)).toEqual({ state: 'unknown', why: "nginx's configuration has more than 20000 blocks" });
  });
});
