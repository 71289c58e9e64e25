import { describe, expect, test } from 'vitest';
import { compose } from '../../../src/collect/compose.ts';
import { sectionsOf } from '../../../src/collect/frames.ts';
import { confinementOf } from '../../../src/collect/third-round/confinement.ts';
import { shells, withShell } from '../shells.ts';

const SINCE = 1_700_000_000;
const collector = confinementOf({ pids: [701], paths: ['/run/php/a b.sock'], since: SINCE });
const block = (name: string, text: string): string => `${name} ${Buffer.byteLength(text)}\n${text}\n`;
const parsed = (said: string) => collector.parse({ stdout: said, bytes: Buffer.from(said), exitStatus: 0 });
const avc = (at: number) =>
  `type=AVC msg=audit(${at}.5:9): avc:  denied  { write } for  pid=701 comm="nginx" name="a b.sock" scontext=a:b:httpd_t:s0 tcontext=a:b:var_run_t:s0 tclass=sock_file permissive=0`;

test('mode, labels and denials are told, and what is older than the look-back is left out', () => {
  const said = [
    block('modules', '1 -'),
    block('labels', '/proc/701/attr/current:system_u:system_r:httpd_t:s0'),
    block('files', 'system_u:object_r:var_run_t:s0 /run/php/a b.sock'),
    block('denials', `${avc(SINCE - 1)}\n${avc(SINCE + 5)}\nno denial at all`),
  ].join('');
  expect(parsed(said)).toMatchObject({
    value: {
      selinux: 'enforcing',
      apparmor: false,
      processes: [{ pid: 701, label: 'system_u:system_r:httpd_t:s0' }],
      files: [{ path: '/run/php/a b.sock', label: 'system_u:object_r:var_run_t:s0' }],
      denials: [{ at: SINCE + 5.5, name: 'a b.sock' }],
    },
  });
});

test.each([
  ['0 -', { selinux: 'permissive', apparmor: false }],
  ['- Y', { selinux: null, apparmor: true }],
  ['- N', { selinux: null, apparmor: false }],
])('modules %j', (modules, expected) => {
  expect(parsed(block('modules', modules))).toMatchObject({ value: { ...expected, denials: null } });
});

test('an AppArmor profile is told with its mode', () => {
  const said = block('modules', '- Y') + block('labels', '/proc/701/attr/current:/usr/sbin/nginx (enforce)');
  expect(parsed(said)).toMatchObject({ value: { processes: [{ pid: 701, label: '/usr/sbin/nginx (enforce)' }] } });
});

test('an answer that is none is unknown', () => {
  expect(parsed('')).toMatchObject({ state: 'unknown' });
});

describe.each(shells)('under %s', (shell) => {
  test('this machine says what it has', async () => {
    const fact = await withShell(shell, async (session) => {
      const script = compose({ prelude: ':', lanes: [[collector]] }, 'suture-mac', 10);
      const asked = await session.ask(script, { timeoutMs: 20_000, maxOutputBytes: 1_000_000 });
      if (!asked.ok) throw new Error(asked.error.message);
      return collector.parse(sectionsOf(asked.value.stdout, 'suture-mac').get('confinement'));
    });
    expect(fact.state).toBe('known');
  });
});
