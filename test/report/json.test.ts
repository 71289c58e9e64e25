import { describe, expect, test } from 'vitest';
import { jsonLines } from '../../src/report/json-lines.ts';
import { toJson } from '../../src/report/json.ts';
import type { RunReport } from '../../src/run/host-report.ts';
import { killFpm } from '../checks/host.ts';
import { changed, checked, checkRun, planned, RUN, runOf, unreachable } from './reports.ts';

/** A report after its way through a pipe. */
const read = (report: RunReport) =>
  JSON.parse(JSON.stringify(toJson(report))) as Record<string, unknown> & { hosts: Record<string, unknown>[] };

const FINDING = ['cause', 'severity', 'subject', 'message', 'evidence', 'remedy', 'sites', 'because'];
const LOOK = ['findings', 'skipped', 'sites', 'asked', 'visitors'];
const PAST = ['timeline', 'timelineGaps'];
const keys = (value: unknown): readonly string[] => Object.keys(value as object).toSorted();

describe('the JSON of check has the fields of docs/cli.md', () => {
  const report = read(checkRun(checked('web01'), checked('web02', killFpm), unreachable('web03')));
  const [healthy, unhealthy, lost] = report.hosts;

  test('at the top', () => {
    expect(report).toMatchObject({ schema: 1, command: 'check', run: RUN, elapsedMs: 812 });
    expect(report['summary']).toEqual({ hosts: 3, healthy: 1, unhealthy: 1, unknown: 0, unreachable: 1, failed: 0 });
  });

  test('for a host', () => {
    expect(keys(healthy)).toEqual(['host', 'status', 'elapsedMs', ...LOOK, ...PAST].toSorted());
    expect(healthy).toMatchObject({ host: 'web01', status: 'healthy', elapsedMs: 403, findings: [], skipped: [] });
    expect(healthy?.['sites']).toEqual([
      {
        site: 'shop.example:80',
        url: 'http://127.0.0.1:80/index.php',
        status: 200,
        error: null,
        upstream: 'unix:/run/php/php8.2-fpm.sock',
        notJudged: null,
        scriptUnseen: false,
      },
    ]);
  });

  test('for a host that could not be reached', () => {
    expect(lost).toMatchObject({ status: 'unreachable', findings: [], skipped: [], sites: [] });
    expect(keys(lost?.['error'])).toEqual(['hint', 'message', 'reason']);
  });

  test('for a finding, with its remedy', () => {
    const [root, symptom] = unhealthy?.['findings'] as Record<string, unknown>[];
    expect(keys(root)).toEqual(FINDING.toSorted());
    expect(keys(root?.['remedy'])).toEqual(['level', 'step', 'summary']);
    expect(keys((root?.['evidence'] as unknown[])[0])).toEqual(['at', 'line', 'source', 'text']);
    expect(symptom?.['because']).toEqual(['stale-socket:/run/php/php8.2-fpm.sock']);
  });

  test('for a finding without a remedy', () => {
    const [host] = read(
      checkRun(checked('web01', (draft) => (draft.nginx.test = { passed: false, output: 'no' }))),
    ).hosts;
    const [finding] = host?.['findings'] as Record<string, unknown>[];
    expect(keys(finding)).toEqual([...FINDING, 'whyNoRemedy'].toSorted());
    expect(finding?.['remedy']).toBe(null);
  });
});

describe('the JSON of run has the fields of docs/cli.md', () => {
  const RUN_HOST = [
    'host',
    'status',
    'elapsedMs',
    ...LOOK,
    ...PAST,
    'changes',
    'refused',
    'needsApproval',
    'notes',
    'questions',
    'differences',
    'rehearsed',
    'revealed',
    'verify',
  ];
  const report = read(runOf(false, planned('web01'), changed('web02', killFpm)));
  const [well, cured] = report.hosts;

  test('for a host', () => {
    expect(keys(well)).toEqual(RUN_HOST.toSorted());
    expect(well).toMatchObject({
      status: 'ok',
      changes: [],
      refused: [],
      needsApproval: [],
      rehearsed: false,
      verify: null,
    });
    expect(report['summary']).toEqual({
      hosts: 2,
      ok: 1,
      'would-change': 0,
      changed: 1,
      'rolled-back': 0,
      refused: 0,
      'needs-approval': 0,
      unknown: 0,
      unreachable: 0,
      failed: 0,
    });
  });

  test('for a change, and for the looks before and after', () => {
    const [change] = cured?.['changes'] as Record<string, unknown>[];
    expect(keys(change)).toEqual(['diff', 'finding', 'id', 'kind', 'state', 'step', 'summary']);
    const verify = cured?.['verify'] as Record<string, unknown>;
    expect(keys(verify)).toEqual(['after', 'before']);
    expect(keys(verify['before'])).toEqual(LOOK.toSorted());
    expect(cured).toMatchObject({ findings: [], verify: { before: { findings: [{}, {}] }, after: { findings: [] } } });
  });

  test('for a plan that could not be rehearsed', () => {
    const report = { ...planned('web01', killFpm), rehearsed: false, whyNotRehearsed: 'no mount namespaces' };
    expect(read(runOf(true, report)).hosts[0]).toMatchObject({
      rehearsed: false,
      whyNotRehearsed: 'no mount namespaces',
    });
  });
});

test('JSON lines are one host a line, as each ends', () => {
  const lines: string[] = [];
  const listen = jsonLines('check', (text) => lines.push(text));
  void listen({ type: 'host-connected', host: 'web01' });
  expect(lines).toEqual([]);
  void listen({ type: 'host-finished', host: 'web01', report: checked('web01') });
  expect(lines).toHaveLength(1);
  expect(lines[0]).toMatch(/^\{"host":"web01",.*\}\n$/);
});
