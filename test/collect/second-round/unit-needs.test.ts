import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { needsOf, unitNeeds } from '../../../src/collect/second-round/unit-needs.ts';

const folder = mkdtempSync(join(tmpdir(), 'suture-needs-'));
mkdirSync(join(folder, 'there'));
writeFileSync(join(folder, 'there', 'run'), `#!${folder}/python\n`, { mode: 0o755 });
writeFileSync(join(folder, 'there', 'good'), '#!/bin/sh\n', { mode: 0o755 });
afterAll(() => rmSync(folder, { recursive: true }));

const tell = (shown: string, said = ''): readonly string[] => {
  const script = `nl='\n' tab='\t'\nblock() { printf '%s\\n' "$2"; }\n${unitNeeds}\nshow_needs app.service\n`;
  const text = execFileSync('/bin/sh', ['-c', script], {
    env: { PATH: '/usr/bin:/bin', shown: `Id=other.service\nUser=nobody\n\nId=app.service\n${shown}`, said },
    stdio: ['ignore', 'pipe', 'ignore'],
  }).toString();
  const needs = needsOf([
    { name: 'unit', text: 'app.service' },
    { name: 'needs', text },
  ] as never);
  return needs.map(
    ({ kind, name, there, gone }) => `${kind} ${name} ${there ? 'is there' : `lacks ${gone ?? 'something'}`}`,
  );
};

describe('what a unit needs', () => {
  test.each<[string, string, string[]]>([
    ['a user that is there', 'User=root', ['user root is there']],
    ['one that is not', 'User=no-such-user', ['user no-such-user lacks something']],
    ['a number', 'User=4711', ['user 4711 is there']],
    ['a folder', `WorkingDirectory=${folder}/there`, [`path ${folder}/there is there`]],
    ['a missing one, and where it ends', `ReadWritePaths=${folder}/a/b`, [`path ${folder}/a/b lacks ${folder}/a`]],
    ['one that may be missing', `ReadWritePaths=-${folder}/a`, []],
    ['a program', `ExecStart={ path=${folder}/there/good ; argv[]=x }`, [`program ${folder}/there/good is there`]],
    [
      'one without its interpreter',
      `ExecStart={ path=${folder}/there/run ; argv[]=x }`,
      [`program ${folder}/there/run lacks something`],
    ],
  ])('%s', (_, shown, needs) => {
    expect(tell(shown)).toEqual(needs);
  });

  test('the paths of its last words, as the host has them', () => {
    const said = `1 h (p)[9]: app.service: Failed to set up mount namespacing: /run/systemd/unit-root${folder}/a: No such file\n1 h systemd[1]: app.service: /not/asked`;
    expect(tell('', said)).toEqual([`path ${folder}/a lacks ${folder}/a`]);
  });
});
