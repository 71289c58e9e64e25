import { describe, expect, test } from 'vitest';
import type { PreviewedPath, UndoOutcome } from '../../src/apply/settlement/outcome.ts';
import { previewedReport, undoneReport } from '../../src/run/undo-report.ts';

const RUN = '20261121T074512Z-k3f9';
const intent = { of: RUN, begun: [], force: false, fromElsewhere: false };

describe('an undo that ended', () => {
  test.each<[UndoOutcome['kind'], UndoOutcome, string, string | null]>([
    ['undone', { kind: 'undone', kept: [] }, 'rolled-back', null],
    ['already-undone', { kind: 'already-undone' }, 'ok', null],
    ['nothing-to-undo', { kind: 'nothing-to-undo', state: 'none' }, 'ok', null],
    ['changed-since', { kind: 'changed-since', paths: [{ path: '/etc/a', by: null }] }, 'refused', 'changed-since'],
    [
      'locked',
      { kind: 'locked', holder: { run: 'r1', who: 'eve', since: 'then', state: 'applied', armed: true } },
      'refused',
      'lock-held',
    ],
    ['refused', { kind: 'refused', reason: 'no-root', why: 'only root can' }, 'refused', 'not-root'],
    ['refused', { kind: 'refused', reason: 'unsafe-state', why: 'it is not root’s' }, 'refused', 'unsafe-state'],
    ['refused', { kind: 'refused', reason: 'at-work', why: 'it is at work' }, 'refused', 'at-work'],
    ['failed', { kind: 'failed', failures: ['/etc/a could not be put back'] }, 'failed', 'undo-failed'],
  ])('%s', (_, outcome, status, reason) => {
    const report = undoneReport('web01', outcome, intent);
    expect(report.status).toBe(status);
    expect(report.error?.reason ?? null).toBe(reason);
  });

  test('names the later run whose work it would lose', () => {
    const paths = [
      { path: '/etc/a', by: '20261121T080000Z-next' },
      { path: '/etc/b', by: null },
    ];
    const { error } = undoneReport('web01', { kind: 'changed-since', paths }, intent);
    expect(error?.message).toBe(
      'changed since: /etc/a (run 20261121T080000Z-next), /etc/b; take 20261121T080000Z-next back first',
    );
  });

  test('says where somebody’s newer version is kept', () => {
    const kept = [{ path: '/etc/a', keptAs: '/var/lib/suture/tx/r/kept/c1' }];
    expect(undoneReport('web01', { kind: 'undone', kept }, intent).changes).toMatchObject([
      { kind: 'write-file', state: 'done', summary: expect.stringContaining('/var/lib/suture/tx/r/kept/c1') as string },
    ]);
  });

  test.each([
    ['never begun there', 'none', [], 'ok', null],
    ['begun there, and its backups gone', 'none', ['web01'], 'refused', 'backup-gone'],
    ['confirmed there, and only open ones are settled', 'confirmed', ['web01'], 'refused', 'already-confirmed'],
    ['being undone there by somebody else', 'undoing', ['web01'], 'refused', 'undo-under-way'],
  ])('of a run that was %s', (_, state, begun, status, reason) => {
    const report = undoneReport('web01', { kind: 'nothing-to-undo', state }, { ...intent, begun });
    expect({ status: report.status, reason: report.error?.reason ?? null }).toEqual({ status, reason });
  });

  test('of another runner’s run that the host knows nothing of is refused', () => {
    const report = undoneReport(
      'web01',
      { kind: 'nothing-to-undo', state: 'none' },
      { ...intent, fromElsewhere: true },
    );
    expect({ status: report.status, reason: report.error?.reason }).toEqual({
      status: 'refused',
      reason: 'no-transaction',
    });
  });

  test('in failure says how a person finishes it', () => {
    const { error } = undoneReport('web01', { kind: 'failed', failures: ['x'] }, intent);
    expect(error?.hint).toContain(`sh /var/lib/suture/tx/${RUN}/undo.sh`);
  });
});

describe('a dry rollback', () => {
  const path = (kind: PreviewedPath['kind'], verdict: PreviewedPath['verdict']) => ({
    change: 'c1',
    kind,
    verdict,
    path: '/etc/a',
    now: 'new\n',
    then: 'old\n',
    by: null,
  });
  const restart = { verb: 'restart', unit: 'a.service' };
  const preview = (of: PreviewedPath, force = false) =>
    previewedReport('web01', { state: 'confirmed', paths: [of], units: [restart] }, { ...intent, force });

  test('names every path and unit', () => {
    const { status, changes } = preview(path('file', 'ours'));
    expect(status).toBe('would-change');
    expect(changes.map(({ id, kind, summary }) => `${id} ${kind} ${summary}`)).toEqual([
      'c1 write-file restore /etc/a',
      'u1 service restart a.service',
    ]);
  });

  test('shows what would become of a file’s text, and of a path’s attributes', () => {
    expect(preview(path('file', 'ours')).changes[0]?.diff).toContain('-new\n+old\n');
    const attributes = { ...path('attributes', 'ours'), now: '0:33:640', then: '0:0:644' };
    expect(preview(attributes).changes[0]?.diff).toBe('/etc/a: 0:33:640 -> 0:0:644\n');
    expect(preview({ ...path('file', 'ours'), now: null }).changes[0]?.diff).toBe('');
  });

  test.each([
    ['created', 'create-file', 'remove /etc/a', '-new\n+old\n'],
    ['removed', 'remove-file', 'restore /etc/a', '-new\n+old\n'],
    ['link', 'set-link', 'restore /etc/a', '/etc/a: new\n -> old\n'],
    ['folder', 'remove-directory', 'restore /etc/a', ''],
  ] as const)('shows what would become of what was %s', (kind, as, summary, diff) => {
    const [change] = preview({
      ...path(kind, 'ours'),
      ...(kind === 'folder' ? { now: null, then: null } : {}),
    }).changes;
    expect(change).toMatchObject({ kind: as, summary, diff: expect.stringContaining(diff) as string });
  });

  test('says plainly where a host has lost its backups', () => {
    const none = { state: 'none', paths: [], units: [] };
    expect(previewedReport('web01', none, { ...intent, begun: ['web01'] })).toMatchObject({
      status: 'refused',
      error: { reason: 'backup-gone' },
    });
  });

  test('leaves out what stands as it was', () => {
    expect(preview(path('file', 'original')).changes.map(({ id }) => id)).toEqual(['u1']);
  });

  test('finds nothing where nothing is left', () => {
    expect(previewedReport('web01', { state: 'undone', paths: [], units: [] }, intent).status).toBe('ok');
  });

  test.each([
    ['file', 'theirs'],
    ['file', 'gone'],
    ['attributes', 'theirs'],
    ['socket', 'theirs'],
    ['created', 'theirs'],
    ['removed', 'theirs'],
    ['link', 'theirs'],
    ['folder', 'theirs'],
  ] as const)('is refused as the real one would be for a %s that is %s, unless it is forced', (kind, verdict) => {
    expect(preview(path(kind, verdict))).toMatchObject({ status: 'refused', error: { reason: 'changed-since' } });
    expect(preview(path(kind, verdict), true)).toMatchObject({ status: 'would-change', error: null });
  });

  test.each([
    ['directory', 'theirs'],
    ['socket', 'gone'],
    ['socket', 'live'],
    ['attributes', 'gone'],
  ] as const)('is not refused for a %s that is %s', (kind, verdict) => {
    expect(preview(path(kind, verdict)).status).toBe('would-change');
  });
});
