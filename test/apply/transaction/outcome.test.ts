import { expect, test } from 'vitest';
import type { TransactionEvent } from '../../../src/apply/transaction/event.ts';
import { outcomeOf, type TransactionOutcome } from '../../../src/apply/transaction/outcome.ts';

const armed: TransactionEvent = { kind: 'armed', by: 'systemd', seconds: 9 };
const failed: TransactionEvent = { kind: 'change', change: 'c1', state: 'failed', output: 'no' };

test.each<[string, readonly TransactionEvent[], TransactionOutcome]>([
  ['a script that says nothing is cut short', [], { kind: 'cut-short', begun: false }],
  ['one that stops after arming has begun', [{ kind: 'locked' }, armed], { kind: 'cut-short', begun: true }],
  ['one that is applied', [{ kind: 'locked' }, armed, { kind: 'applied' }], { kind: 'applied' }],
  [
    'an undo names the change that failed',
    [armed, failed, { kind: 'undoing', because: 'c1' }, { kind: 'undone' }],
    { kind: 'undone', because: { kind: 'change', change: 'c1', output: 'no' } },
  ],
  [
    'an undo after a signal names that',
    [armed, { kind: 'interrupted' }, { kind: 'undone' }],
    { kind: 'undone', because: { kind: 'interrupted', change: null, output: '' } },
  ],
  [
    'an undo that fails says what it could not put back',
    [
      armed,
      failed,
      { kind: 'restored', change: 'c1', how: 'failed', path: '/a', keptAs: null },
      { kind: 'unit', verb: 'restart', unit: 'b.service', done: false, output: 'why' },
      { kind: 'undo-failed' },
    ],
    {
      kind: 'undo-failed',
      because: { kind: 'change', change: 'c1', output: 'no' },
      failures: ['/a could not be put back', 'restart b.service failed: why'],
    },
  ],
  [
    'one that the switch has overtaken is undone',
    [armed, { kind: 'overtaken', state: 'undone' }],
    { kind: 'undone', because: { kind: 'switch', change: null, output: '' } },
  ],
  [
    'one that is being overtaken is not known yet',
    [armed, { kind: 'overtaken', state: 'undoing' }],
    { kind: 'cut-short', begun: true },
  ],
])('%s', (_, events, outcome) => {
  expect(outcomeOf(events)).toEqual(outcome);
});
