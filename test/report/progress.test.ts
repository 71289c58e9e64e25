import { expect, test } from 'vitest';
import { progress } from '../../src/report/progress.ts';
import { checked, planned } from './reports.ts';

const CLEAR = '\r\u001b[K';

function shown() {
  const written: string[] = [];
  return { written, listen: progress(2, (text) => written.push(text)) };
}

test('one line is kept up to date, and cleared once all are done', () => {
  const { written, listen } = shown();
  void listen({ type: 'host-connected', host: 'web01' });
  void listen({ type: 'host-finished', host: 'web01', report: checked('web01') });
  void listen({ type: 'host-finished', host: 'web02', report: checked('web02') });
  expect(written).toEqual([`${CLEAR}2 hosts: 1 reached, 0 done`, `${CLEAR}2 hosts: 1 reached, 1 done`, CLEAR]);
});

test('the line is cleared before somebody is asked about the plans', () => {
  const { written, listen } = shown();
  for (const host of ['web01', 'web02']) void listen({ type: 'host-planned', host, report: planned(host) });
  expect(written.at(-1)).toBe(CLEAR);
});

test('what a host says about its transaction does not disturb the line', () => {
  const { written, listen } = shown();
  void listen({ type: 'transaction', host: 'web01', event: { kind: 'locked' } });
  expect(written).toEqual([]);
});
