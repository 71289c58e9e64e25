import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseTransactionLine } from '../../../src/apply/transaction/lines.ts';

const boundary = 'suture-0123456789abcdef';
const base64 = (text: string): string => Buffer.from(text).toString('base64');
const parse = (line: string) => parseTransactionLine(boundary, `${boundary} ${line}`);

describe('a line of a transaction', () => {
  test.each([
    ['locked', { kind: 'locked' }],
    ['armed systemd 120', { kind: 'armed', by: 'systemd', seconds: 120 }],
    ['change c1 begun -', { kind: 'change', change: 'c1', state: 'begun', output: '' }],
    [`gate c2 failed ${base64('emerg\n')}`, { kind: 'gate', change: 'c2', passed: false, output: 'emerg' }],
    [
      `drift c1 attributes ${base64('0:0:644')} ${base64('0:0:600')}`,
      { kind: 'drift', change: 'c1', what: 'attributes', expected: '0:0:644', found: '0:0:600' },
    ],
    [
      `held applied yes ${base64('run=R\nwho=bob = me\nsince=then\nboot=boot1\n')}`,
      { kind: 'held', holder: { run: 'R', who: 'bob = me', since: 'then', state: 'applied', armed: true } },
    ],
    ['held none no -', { kind: 'held', holder: { run: '', who: '', since: '', state: 'none', armed: false } }],
    [
      `restored c1 kept-theirs ${base64('/a b')} ${base64('/kept')}`,
      { kind: 'restored', change: 'c1', how: 'kept-theirs', path: '/a b', keptAs: '/kept' },
    ],
    [
      `unit stop done ${base64('a.service')} -`,
      { kind: 'unit', verb: 'stop', unit: 'a.service', done: true, output: '' },
    ],
    [
      `changed-since c1 ${base64('/a')} 20261121T080000Z-next`,
      { kind: 'changed-since', change: 'c1', path: '/a', by: '20261121T080000Z-next' },
    ],
    [`changed-since c1 ${base64('/a')} -`, { kind: 'changed-since', change: 'c1', path: '/a', by: null }],
    ['settled undone', { kind: 'settled', state: 'undone' }],
  ])('%s', (line, event) => {
    expect(parse(line)).toEqual(event);
  });

  test.each([
    'nonsense',
    'constructor',
    '__proto__',
    'armed magic 1',
    'armed systemd 99999999999',
    'gate c2 perhaps -',
    'change c1',
    '',
  ])('that makes no sense is left out: "%s"', (line) => {
    expect(parse(line)).toBeNull();
  });

  test('without our boundary is nobody’s', () => {
    for (const line of ['applied', 'suture-0000 applied', ` ${boundary} applied`, `${boundary}applied`, boundary]) {
      expect(parseTransactionLine(boundary, line)).toBeNull();
    }
  });

  test('never makes the reader throw, whatever a host prints', () => {
    const words = fc.constantFrom(
      'held',
      'drift',
      'gate',
      'change',
      'restored',
      'unit',
      'refused',
      'changed-since',
      'x',
    );
    fc.assert(
      fc.property(words, fc.array(fc.string()), (word, fields) => {
        expect(() => parse([word, ...fields].join(' '))).not.toThrow();
      }),
    );
  });
});
