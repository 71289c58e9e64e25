import { expect, test } from 'vitest';
import { undoBoth } from '../../src/run/undo-both.ts';
import type { TakeBack } from '../../src/run/take-back-intent.ts';
import type { WriteSession } from '../../src/transport/session.ts';
import { shellSession } from '../apply/shell-session.ts';

const RUN = '20261121T074512Z-k3f9';

/** Undoes a run on a host that answers so to each transaction's undo; tells which were asked. */
async function undone(answers: Readonly<Record<string, string>>, afterwards: readonly string[] = ['here']) {
  const asked: string[] = [];
  const session: WriteSession = {
    ...shellSession('here', ['sh', '-s']),
    perform: (script, _limits, onLine) => {
      const [, transaction = ''] = /run='?(\d{8}T\d{6}Z-\w{4}(?:-after)?)/.exec(String(script)) ?? [];
      const [, boundary = ''] = /boundary='?([^'\n]+)/.exec(String(script)) ?? [];
      asked.push(transaction);
      onLine(`${boundary} ${answers[transaction] ?? 'settled none'}`);
      return Promise.resolve({ ok: true, value: { exitCode: 0, stdout: Buffer.alloc(0), stderr: '' } } as never);
    },
  };
  const rest = {
    dry: false,
    force: false,
    onlyOpen: false,
    fromElsewhere: false,
    keepEvidence: () => Promise.resolve(),
  };
  const intent: TakeBack = { of: RUN, begun: [], afterwards, ...rest };
  const told = await undoBoth(session, intent);
  return { asked, told: told.ok ? `${told.value.outcome.kind} ${told.value.transaction}` : 'lost' };
}

test.each<[string, Readonly<Record<string, string>>, readonly string[], string]>([
  [
    'both, the later one first',
    { [`${RUN}-after`]: 'undone', [RUN]: 'undone' },
    [`${RUN}-after`, RUN],
    `undone ${RUN}`,
  ],
  [
    'the blocks alone where the rest was taken back before',
    { [`${RUN}-after`]: 'undone', [RUN]: 'settled undone' },
    [`${RUN}-after`, RUN],
    `undone ${RUN}`,
  ],
  ['the run alone where its blocks did nothing', { [RUN]: 'undone' }, [`${RUN}-after`, RUN], `undone ${RUN}`],
  [
    'nothing of the run where its blocks can’t be undone',
    { [`${RUN}-after`]: 'undo-refused', [RUN]: 'undone' },
    [`${RUN}-after`],
    `changed-since ${RUN}-after`,
  ],
])('a run is undone on a host: %s', async (_, answers, asked, told) => {
  expect(await undone(answers)).toEqual({ asked, told });
});

test('a host without blocks is asked once', async () => {
  expect((await undone({ [RUN]: 'undone' }, [])).asked).toEqual([RUN]);
});
