import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { inZone, zoneOfFile } from '../../src/facts/log-zone.ts';

/** The last Sunday of October in Berlin: at 01:00 UTC it is 02:00 again. */
const AUTUMN = Date.UTC(2026, 9, 25, 1) / 1000;
const autumn = { utcOffsetMinutes: 60, before: { utcOffsetMinutes: 120, until: AUTUMN } };
/** The last Sunday of March: at 01:00 UTC it is 03:00. */
const SPRING = Date.UTC(2026, 2, 29, 1) / 1000;
const spring = { utcOffsetMinutes: 120, before: { utcOffsetMinutes: 60, until: SPRING } };

/** What a parser makes of a true time that was written in the offset of then, if it takes the present one. */
const read = (at: number, zone: typeof autumn): number =>
  at < zone.before.until ? at + (zone.before.utcOffsetMinutes - zone.utcOffsetMinutes) * 60 : at;

describe('where summer time began or ended within the window', () => {
  test.each([
    ['ends', autumn, AUTUMN],
    ['begins', spring, SPRING],
  ])('and it %s, every line has its true time, told by minutes around it', (_, zone, set) => {
    const times = [-5400, -3600, -1800, -60, -1, 0, 1, 60, 1800].map((seconds) => set + seconds);
    expect(
      inZone(
        times.map((at) => read(at, zone)),
        zone,
        set + 1900,
      ),
    ).toEqual(times);
  });

  test('a log that is busy all the time is read right, line by line', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(autumn, spring),
        fc.array(fc.nat(240), { minLength: 60, maxLength: 90 }),
        (zone, steps) => {
          const times = steps.reduce<number[]>(
            (all, step) => [...all, (all.at(-1) ?? zone.before.until - 4000) + step],
            [],
          );
          expect(
            inZone(
              times.map((at) => read(at, zone)),
              zone,
              (times.at(-1) ?? 0) + 5,
            ),
          ).toEqual(times);
        },
      ),
    );
  });

  test('of the hour that comes twice a lone line counts as the later one, unless that is still to come', () => {
    const twice = read(AUTUMN - 1800, autumn);
    expect(inZone([twice], autumn, AUTUMN + 3600)).toEqual([AUTUMN + 1800]);
    expect(inZone([twice], autumn, AUTUMN + 600)).toEqual([AUTUMN - 1800]);
  });
});

test('without a change of the clock no time is touched', () => {
  expect(inZone([1, 5, 3], { utcOffsetMinutes: 60, before: null }, 10)).toEqual([1, 5, 3]);
});

describe('the zone of a file', () => {
  const host = { utcOffsetMinutes: 60, before: null };
  test.each([
    ['is the host’s where its last line was written when it was last changed', 1000, 1000, 60],
    ['is the one by which it was', 1000 + 3600, 1001, 120],
    ['may be one of half hours', 1000 - 12_600, 1000, -150],
    ['is the host’s where nothing fits', 1000, 4000, 60],
    ['is none that no clock has', 1000 + 20 * 3600, 1000, 60],
  ])('%s', (_, last, writtenAt, minutes) => {
    expect(zoneOfFile(host, last, writtenAt).utcOffsetMinutes).toBe(minutes);
  });
});
