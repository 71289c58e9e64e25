import { describe, expect, test } from 'vitest';
import type { JsonObject } from '../../src/base/json.ts';
import { type Bundle, bundleOf, parseRecords } from '../../src/run/bundle.ts';
import type { RunStarted } from '../../src/run/events.ts';
import { recordOf } from '../../src/run/record.ts';
import { hostFacts } from '../checks/host.ts';
import { hasFile } from '../steps/asked.ts';

const started: RunStarted = {
  type: 'run-started',
  run: '20261121T074512Z-k3f9',
  at: '2026-11-21T07:45:12.000Z',
  command: 'run',
  who: 'me@here',
  playbook: 'fix-502.yml',
  playbookText: '- hosts: all\n',
  version: '0.1.0',
  of: null,
  hosts: ['web01', 'web02'],
};
const record = recordOf('web01', hostFacts(), '2026-11-21T07:45:13.000Z');

const bundle = (over: Partial<Parameters<typeof bundleOf>[0]> = {}): Bundle =>
  bundleOf({
    madeBy: '0.2.0',
    started,
    summary: 'run by me\nchanged\n',
    journal: { events: [started as unknown as JsonObject], torn: false, damaged: [] },
    evidence: [{ name: 'web01.json', text: JSON.stringify(record) }],
    ...over,
  });

describe('a bundle', () => {
  test('holds what stood at a path that a step asked for, and nothing of the text of its file', () => {
    const facts = hostFacts((host) =>
      hasFile(host, '/srv/app/.env', 'what no pattern knows as a secret', { mode: '0600' }),
    );
    const text = JSON.stringify(
      bundle({ evidence: [{ name: 'web01.json', text: JSON.stringify(recordOf('web01', facts, started.at)) }] }),
    );
    expect(text).toContain('"place":"/srv/app/.env"');
    expect(text).toContain('"mode":"0600"');
    expect(text).not.toContain('what no pattern knows');
  });

  test('holds the run, its playbook, its journal and what was seen', () => {
    expect(bundle()).toMatchObject({
      kind: 'suture-bundle',
      schema: 1,
      run: started.run,
      version: '0.1.0',
      madeBy: '0.2.0',
      summary: ['run by me', 'changed'],
      playbook: { file: 'fix-502.yml', text: '- hosts: all\n' },
      events: [started],
      gaps: [],
      evidence: [record],
    });
  });

  test('names what it lacks', () => {
    const { gaps, evidence } = bundle({
      journal: { events: [], torn: true, damaged: [3] },
      evidence: [
        { name: 'web01.json', text: '{"schema":1,"ho' },
        { name: 'web02.json', text: '{}' },
      ],
    });
    expect(evidence).toEqual([]);
    expect(gaps.map((gap) => gap.slice(0, 45))).toEqual([
      "line 3 of the journal can't be read",
      'the last line of the journal is torn: the run',
      "the evidence web01.json can't be read: it is ",
      "the evidence web02.json can't be read: its sc",
    ]);
  });

  test('is cleaned of what an earlier version let through', () => {
    const text = JSON.stringify(bundle({ summary: 'env[DB_PASSWORD] = hunter2 \u001b[31m' }));
    expect(text).not.toContain('hunter2');
    expect(text).not.toContain('u001b');
  });
});

describe('the records of hosts', () => {
  test('are read from one record, and from a bundle', () => {
    expect(parseRecords(JSON.stringify(record))).toEqual({ ok: true, value: [record] });
    const two = bundle({
      evidence: ['web01', 'web02'].map((host) => ({ name: host, text: JSON.stringify({ ...record, host }) })),
    });
    const read = parseRecords(JSON.stringify(two));
    expect(read.ok && read.value.map(({ host }) => host)).toEqual(['web01', 'web02']);
  });

  test.each([
    ['no JSON', 'hosts:', 'it is not JSON'],
    ['no object', 'null', 'its schema is not 1'],
    ['another schema', JSON.stringify({ ...record, schema: 2 }), 'its schema is not 1'],
    ['a bundle to come', JSON.stringify({ ...bundle(), schema: 2 }), 'not a bundle of schema 1'],
    ['a bundle of a run that changed nothing', JSON.stringify(bundle({ evidence: [] })), 'its run changed no host'],
    ['a bundle with a record that is none', JSON.stringify({ ...bundle(), evidence: [7] }), 'its schema is not 1'],
  ])('are not read from %s', (_, text, why) => {
    const read = parseRecords(text);
    expect(read.ok ? '' : read.error).toContain(why);
  });
});
