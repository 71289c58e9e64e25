import { expect, test } from 'vitest';
import { agreement, type StepAnswer } from '../../src/run/consent.ts';
import { emptyReport } from '../../src/run/failed-report.ts';

const hosts = ['web01', 'web02', 'web03'].map((host) => emptyReport(host, 'would-change', 0));

async function asked(...answers: readonly StepAnswer[]): Promise<{ readonly agreed: string; readonly asked: string }> {
  const heard: string[] = [];
  const step = agreement({
    kind: 'step',
    ask: ({ host }) => {
      heard.push(host);
      return Promise.resolve(answers[heard.length - 1] ?? 'no');
    },
  });
  const agreed: string[] = [];
  for (const report of hosts) if (await step.agreed(report)) agreed.push(report.host);
  return { agreed: agreed.join(' '), asked: heard.join(' ') };
}

test.each<[readonly StepAnswer[], string, string]>([
  [['yes', 'no', 'yes'], 'web01 web03', 'web01 web02 web03'],
  [['no', 'all'], 'web02 web03', 'web01 web02'],
  [['yes', 'quit'], 'web01', 'web01 web02'],
])('who answers %j agrees to %s and is asked for %s', async (answers, agreed, questions) => {
  expect(await asked(...answers)).toEqual({ agreed, asked: questions });
});

test('what was given beforehand is given, and a dry run agrees to nothing', async () => {
  const [report] = hosts;
  if (report === undefined) throw new Error('no host');
  expect(await agreement({ kind: 'given' }).agreed(report)).toBe(true);
  expect(await agreement({ kind: 'dry', keep: () => undefined }).agreed(report)).toBe(false);
});

test('nobody is asked once the host waits no longer', async () => {
  const [report] = hosts;
  if (report === undefined) throw new Error('no host');
  const never = agreement({ kind: 'ask', ask: () => Promise.reject(new Error('asked')) });
  expect(await never.agreed(report, AbortSignal.abort())).toBe(false);
});

test('one is asked after the other, even where several hosts wait', async () => {
  let open = 0;
  const one = agreement({
    kind: 'step',
    ask: async () => {
      open += 1;
      expect(open).toBe(1);
      await Promise.resolve();
      open -= 1;
      return 'yes';
    },
  });
  expect(await Promise.all(hosts.map((host) => one.agreed(host)))).toEqual([true, true, true]);
});
