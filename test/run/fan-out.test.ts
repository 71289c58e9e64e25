import fc from 'fast-check';
import { expect, test } from 'vitest';
import { fanOut } from '../../src/run/fan-out.ts';

test('each host gets exactly one outcome, whatever order they end in and whichever of them throw', async () => {
  const host = fc.record({ name: fc.nat(), ticks: fc.nat(5), throws: fc.boolean() });
  await fc.assert(
    fc.asyncProperty(fc.array(host, { maxLength: 30 }), fc.integer({ min: 1, max: 8 }), async (hosts, forks) => {
      let inFlight = 0;
      let most = 0;
      const outcomes = await fanOut(
        hosts,
        forks,
        async ({ name, ticks, throws }) => {
          inFlight += 1;
          most = Math.max(most, inFlight);
          for (let tick = 0; tick < ticks; tick += 1) await Promise.resolve();
          inFlight -= 1;
          if (throws) throw new Error('bug');
          return `${name} done`;
        },
        ({ name }) => `${name} lost`,
      );
      expect(outcomes).toEqual(hosts.map(({ name, throws }) => `${name} ${throws ? 'lost' : 'done'}`));
      expect(most).toBeLessThanOrEqual(forks);
    }),
  );
});
