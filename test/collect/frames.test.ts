import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { sectionsOf } from '../../src/collect/frames.ts';

const boundary = 'suture-0123456789abcdef';
const frame = (name: string, status: number, body: Uint8Array): Buffer =>
  Buffer.concat([Buffer.from(`${boundary} ${name} ${status} ${body.length}\n`), body, Buffer.from('\n')]);

const forged = fc.constantFrom(
  `${boundary} nginx 0 3\nyes\n`,
  `\n${boundary} nginx 0 0\n\n`,
  boundary,
  '\n',
  '\0',
  '\n\n',
);
const body = fc
  .array(
    fc.oneof(
      forged,
      fc.string(),
      fc.uint8Array().map((bytes) => Buffer.from(bytes).toString('latin1')),
    ),
  )
  .map((parts) => Buffer.from(parts.join(''), 'latin1'));
const sections = fc.uniqueArray(fc.record({ name: fc.stringMatching(/^[a-z]{1,8}$/), status: fc.nat(255), body }), {
  selector: ({ name }) => name,
});

describe('sections of a probe', () => {
  test('come out byte for byte, whatever a host prints into them, forged boundaries too', () => {
    fc.assert(
      fc.property(sections, fc.string(), (sent, noise) => {
        fc.pre(!noise.includes(boundary));
        const output = Buffer.concat([Buffer.from(noise), ...sent.map((one) => frame(one.name, one.status, one.body))]);
        const read = [...sectionsOf(output, boundary)].map(([name, { exitStatus, bytes }]) => [
          name,
          exitStatus,
          bytes.toString('hex'),
        ]);
        expect(read).toEqual(sent.map((one) => [one.name, one.status, one.body.toString('hex')]));
      }),
    );
  });

  test('of an output that is cut off anywhere are those that came whole', () => {
    fc.assert(
      fc.property(sections, (sent) => {
        const frames = sent.map((one) => frame(one.name, one.status, one.body));
        const output = Buffer.concat(frames);
        for (let length = 0; length <= output.length; length += 1) {
          const names = [...sectionsOf(output.subarray(0, length), boundary).keys()];
          let end = 0;
          const whole = frames.filter((one) => (end += one.length) <= length).length;
          expect(names).toEqual(sent.slice(0, whole).map(({ name }) => name));
        }
      }),
      { numRuns: 30 },
    );
  });

  test.each([
    ['a count beyond the end', `${boundary} one 0 99\nshort\n`],
    ['a count that is no number', `${boundary} one 0 1e3\nshort\n`],
    ['a count that ends inside the answer', `${boundary} one 0 2\nshort\n`],
    ['a negative count', `${boundary} one 0 -1\n\n`],
    ['nothing but a boundary', boundary],
  ])('are not read from %s', (_, output) => {
    expect(sectionsOf(Buffer.from(output), boundary).size).toBe(0);
  });

  test('keep the first of two that have one name', () => {
    const output = Buffer.concat([frame('one', 0, Buffer.from('first')), frame('one', 0, Buffer.from('second'))]);
    expect(sectionsOf(output, boundary).get('one')?.stdout).toBe('first');
  });

  test('are a hundred at most', () => {
    const output = Buffer.concat(Array.from({ length: 5_000 }, (_, index) => frame(`n${index}`, 0, Buffer.alloc(0))));
    expect(sectionsOf(output, boundary).size).toBe(100);
  });
});
