import { describe, expect, test } from 'vitest';
import { diagnose } from '../../src/checks/diagnose.ts';
import type { OpenTransaction } from '../../src/facts/open-transaction.ts';
import { transaction } from './transaction.ts';
import { type Draft, findingOf, findingsOf, found, hostFacts, killFpm, NOW, SOCKET } from './host.ts';

const CAUSE = 'open-transaction';
const open = (change: Partial<OpenTransaction> = {}) => {
  return (host: Draft): void => {
    host.openTransactions.push({ ...transaction(), ...change, paths: [...(change.paths ?? transaction().paths)] });
  };
};

describe(CAUSE, () => {
  test('says whose it is, since when, when its timer fires, and what may be done from any runner', () => {
    const finding = findingOf(CAUSE, open());
    expect(finding).toMatchObject({ severity: 'warning', subject: '20261121T074512Z-k3f9', sites: [], remedy: null });
    expect(finding.message).toBe(
      'run 20261121T074512Z-k3f9 of alice@desk holds this host since 2026-11-21T07:45:14Z (applied): what it changed is in place, and nobody has confirmed it yet; the host undoes it by itself at 2026-02-02T02:50:00Z unless it is confirmed',
    );
    expect(finding.whyNoRemedy).toContain('`suture confirm 20261121T074512Z-k3f9 -l HOST` keeps what it changed');
    expect(finding.whyNoRemedy).toContain(
      '`suture undo 20261121T074512Z-k3f9 -l HOST` puts back what was there before',
    );
    expect(finding.evidence.map(({ text }) => text)).toContain('/etc/php/8.2/fpm/pool.d/www.conf');
  });

  test.each<[string, Partial<OpenTransaction>, string, string, string]>([
    [
      'one that is being made',
      { state: 'applying', atWork: true },
      'notice',
      'it is changing it just now',
      'ask again',
    ],
    ['one that was cut off', { state: 'applying' }, 'warning', 'it was cut off while', "it can't be confirmed"],
    ['one that begins', { state: 'preparing', atWork: true }, 'notice', 'it is about to change it', 'ask again'],
    ['one that never began', { state: 'preparing' }, 'notice', 'ended before it changed anything', 'clears it away'],
    ['one that nothing undoes', { armed: false, firesAt: null }, 'warning', 'no timer waits any more', 'confirm'],
    ['one of which systemd says nothing', { armed: null, firesAt: null }, 'warning', 'could not be asked', 'confirm'],
    ['an undo under way', { state: 'undoing', atWork: true }, 'notice', 'is being undone just now', 'ask again'],
    ['an undo that was cut off', { state: 'undoing' }, 'warning', 'its undo was cut off', 'goes on with it'],
    ['an undo that failed', { state: 'undo-failed' }, 'warning', 'its undo failed in part', 'says what is in the way'],
    [
      'one that left the lock',
      { state: 'undone', armed: false },
      'notice',
      'still has the lock',
      'takes the lock over',
    ],
    ['a kept one that left the lock', { state: 'confirmed', armed: false }, 'notice', 'is confirmed', 'takes the lock'],
    ['one that is taken back', { state: 'confirmed', atWork: true }, 'notice', 'about to be taken back', 'ask again'],
    ['an undo that others can change', { undo: 'others' }, 'warning', 'in place', "Suture won't run it"],
  ])('tells %s', (_, change, severity, words, choice) => {
    const finding = findingOf(CAUSE, open(change));
    expect(finding.severity).toBe(severity);
    expect(finding.message).toContain(words);
    expect(finding.whyNoRemedy).toContain(choice);
  });

  test('names the run of a transaction of blocks, which is what commands take', () => {
    const finding = findingOf(CAUSE, open({ id: '20261121T074512Z-k3f9-after' }));
    expect(finding.subject).toBe('20261121T074512Z-k3f9-after');
    expect(finding.message).toContain('run 20261121T074512Z-k3f9 of');
    expect(finding.whyNoRemedy).toContain('`suture undo 20261121T074512Z-k3f9 -l HOST`');
  });

  test('never comes before what breaks a site', () => {
    const facts = hostFacts((host) => {
      open()(host);
      killFpm(host);
    });
    expect(found(facts).slice(0, 2)).toEqual([`stale-socket:${SOCKET}`, `${CAUSE}:20261121T074512Z-k3f9`]);
  });

  test('says so where the state of the host is not root’s alone', () => {
    const facts = hostFacts();
    const why = '/var/lib/suture is not root’s alone';
    expect(diagnose({ ...facts, openTransactions: { state: 'unknown', why } })).toMatchObject({
      findings: [],
      skipped: [{ cause: CAUSE, why }],
      unjudged: [why],
    });
  });

  test.each<[string, (host: Draft) => void]>([
    ['nothing is open', () => undefined],
    ['a site is broken and nothing is open', killFpm],
  ])('is silent when %s', (_, change) => {
    expect(findingsOf(CAUSE, change)).toEqual([]);
  });
});

test('the fixture’s timer fires after the host was asked', () => {
  expect(transaction().firesAt).toBeGreaterThan(NOW);
});
