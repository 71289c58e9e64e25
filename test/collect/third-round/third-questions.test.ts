import { expect, test } from 'vitest';
import { thirdQuestions } from '../../../src/collect/third-round/third-questions.ts';
import { answer, type Draft, hostFacts, NOW, SOCKET, stopFpm, stopNginx } from '../../checks/host.ts';
import { onTcp } from '../../checks/walls.ts';

const asked = (change: (host: Draft) => void) => thirdQuestions(hostFacts(change), NOW - 900);

test('a broken site with somebody behind its socket gives reason to ask for labels and denials, not for rules', () => {
  expect(asked((host) => answer(host, 502))).toEqual({
    firewall: false,
    confinement: { pids: [701, 800], paths: [SOCKET], since: NOW - 900 },
  });
});

test('one with somebody behind its port gives reason to ask for rules as well', () => {
  expect(asked(onTcp)).toEqual({ firewall: true, confinement: { pids: [701, 800], paths: [], since: NOW - 900 } });
});

test.each<[string, (host: Draft) => void]>([
  ['a healthy host', () => undefined],
  ['one whose PHP-FPM is stopped', stopFpm],
  ['one whose nginx is stopped', stopNginx],
  ['one whose script fails', (host) => answer(host, 500)],
  ['one whose app says 503', (host) => answer(host, 503)],
  ['one that was not asked', (host) => void (host.siteStatuses = [])],
])('%s is asked nothing more', (_, change) => {
  expect(asked(change)).toBeNull();
});
