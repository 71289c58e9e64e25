import { expect, test } from 'vitest';
import { type Guarded, guardedHosts, NO_GUARDS } from '../../src/playbook/guards.ts';

const canary = [{ kind: 'count', count: 1 }] as const;
const play = (hosts: readonly string[], guards: Partial<Guarded> = {}): Guarded => ({ ...NO_GUARDS, hosts, ...guards });

test.each<[string, readonly Guarded[], readonly Guarded[]]>([
  ['plays of their own hosts stay as they are', [play(['a']), play(['b'])], [play(['a']), play(['b'])]],
  ['a host of two plays goes with the first', [play(['a', 'b']), play(['b', 'c'])], [play(['a', 'b']), play(['c'])]],
  [
    'but batches are kept, whichever play asks for them',
    [play(['a', 'b', 'c']), play(['c', 'b'], { serial: canary })],
    [play(['a']), play(['c', 'b'], { serial: canary })],
  ],
  [
    'of several bounds the strictest holds',
    [
      play(['a'], { maxFailPercentage: 30, throttle: 2 }),
      play(['a'], { maxFailPercentage: 10, throttle: 5 }),
      play(['b'], { maxFailPercentage: 0 }),
    ],
    [play(['a'], { maxFailPercentage: 10, throttle: 2 }), play(['b'], { maxFailPercentage: 0 })],
  ],
  [
    'of several times to confirm the longest holds, and of several words on becoming root the first',
    [
      play(['a'], { confirmWithin: 60 }),
      play(['a'], { confirmWithin: 300, become: false }),
      play(['a'], { become: true }),
    ],
    [play(['a'], { confirmWithin: 300, become: false })],
  ],
  ['a play without hosts guards nobody', [play([]), play(['a'])], [play(['a'])]],
])('%s', (_, plays, guarded) => expect(guardedHosts(plays)).toEqual(guarded));
