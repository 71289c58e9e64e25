import { describe, expect, test } from 'vitest';
import { defineCollector } from '../../src/collect/define-collector.ts';
import { known } from '../../src/facts/fact.ts';

const collector = defineCollector({
  fact: 'memory',
  script: '',
  seconds: 4,
  maxBytes: 50,
  parse: ({ stdout }) => known({ totalKb: stdout.length, availableKb: 0 }),
});

const section = (stdout: string, exitStatus: number) => ({ stdout, exitStatus, bytes: Buffer.from(stdout) });

describe('a collector', () => {
  test('reads a section that ended well', () => {
    expect(collector.parse(section('four', 0))).toEqual(known({ totalKb: 4, availableKb: 0 }));
  });

  test.each([
    ['is missing', undefined, 'unknown', "the host's output ended before it came to memory"],
    ['says that there is no answer', section('no such thing', 10), 'absent', 'no such thing'],
    ['says why it has no answer', section('not readable\nmore', 20), 'unknown', 'not readable'],
    ['took too long', section('', 124), 'unknown', 'memory took the host longer than 4 s'],
    ['had to be killed', section('', 137), 'unknown', 'memory took the host longer than 4 s'],
    ['was cut off', section('x'.repeat(50), 141), 'unknown', 'the host said more than 50 bytes on memory'],
    ['failed', section('', 2), 'unknown', 'the question for memory ended with status 2'],
    [
      'made no sense of its status',
      section('', Number.NaN),
      'unknown',
      'the question for memory ended with status NaN',
    ],
  ] as const)('of which the section %s says so', (_, given, state, why) => {
    expect(collector.parse(given)).toEqual({ state, why });
  });
});
