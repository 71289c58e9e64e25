import { describe, expect, test } from 'vitest';
import { resolvePlain } from '../../../src/formats/yaml/plain-scalar.ts';

/** Each value is what PyYAML 6.0 said (yaml.safe_load), which is what Ansible reads with. */
describe('an unquoted scalar is read as Ansible reads it', () => {
  test.each([
    ['', null],
    ['~', null],
    ['NULL', null],
    ['yes', true],
    ['On', true],
    ['no', false],
    ['off', false],
    ['y', 'y'],
    ['n', 'n'],
    ['truE', 'truE'],
    ['22', 22],
    ['+12', 12],
    ['1_000', 1000],
    ['0644', 420],
    ['0o644', '0o644'],
    ['08', '08'],
    ['0x1F', 31],
    ['0b101', 5],
    ['22:30', 1350],
    ['-1:30', -90],
    ['01:30', '01:30'],
    ['1:99', '1:99'],
    ['1:30.5', 90.5],
    ['1.5', 1.5],
    ['.5', 0.5],
    ['1e3', '1e3'],
    ['1.5e+3', 1500],
    ['1.5e3', '1.5e3'],
    ['1.2.3', '1.2.3'],
    ['10.0.0.1', '10.0.0.1'],
    ['web01', 'web01'],
  ])('%j', (text, value) => expect(resolvePlain(text)).toBe(value));

  test.each(['.inf', '-.INF', '.nan', '2026-11-21', '12345678901234567890'])(
    '%j stays text: JSON has no such value',
    (text) => expect(resolvePlain(text)).toBe(text),
  );
});
