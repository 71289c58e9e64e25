import { describe, expect, test } from 'vitest';
import { diagnose } from '../../src/checks/diagnose.ts';
import { connectFailed, hostFacts, NOW, SOCKET, stopFpm } from './host.ts';

describe('diagnose', () => {
  test('a healthy host is healthy, whatever its old logs say', () => {
    const facts = hostFacts((host) => {
      host.logLines = [2, 13, 111, 104].flatMap((errno) => [
        connectFailed(errno, `unix:${SOCKET}`, NOW - 80_000),
        connectFailed(errno, `unix:${SOCKET}`, NOW - 3700),
      ]);
    });
    expect(diagnose(facts)).toEqual({ findings: [], skipped: [], unjudged: [] });
  });

  test('every reason for skipping a check is told once', () => {
    const why = 'sudo was refused';
    const facts = {
      ...hostFacts(),
      nginx: { state: 'unknown', why },
      processes: { state: 'unknown', why: 'no /proc' },
    } as const;
    const skipped = diagnose(facts).skipped.find(({ cause }) => cause === 'nginx-stopped');
    expect(skipped?.why).toBe(`${why}; no /proc`);
  });

  test('what only supports a verdict may be unknown', () => {
    const unknown = { state: 'unknown', why: 'not readable' } as const;
    const facts = { ...hostFacts(stopFpm), logLines: unknown, processes: unknown };
    expect(diagnose(facts).findings.map(({ cause }) => cause)).toContain('fpm-stopped');
  });

  test('a host without nginx and PHP-FPM is a fact, not a fault', () => {
    const absent = { state: 'absent', why: 'not installed' } as const;
    const { findings, skipped } = diagnose({ ...hostFacts(), nginx: absent, fpm: absent });
    expect(findings).toEqual([]);
    expect(new Set(skipped.map(({ why }) => why))).toEqual(new Set(['not installed']));
  });

  test('what a host prints is carried as data: odd values neither throw nor find', () => {
    const facts = hostFacts((host) => {
      Object.assign(host.paths[0]!, { mode: 'rwx', folders: [] });
      Object.assign(host.units[0]!, { activeSince: Number.NaN, stateChangedAt: Number.POSITIVE_INFINITY });
      host.logLines = [{ ...connectFailed(2, 'unix:', NOW), upstream: 'fastcgi://' }];
    });
    expect(() => diagnose(facts)).not.toThrow();
  });
});
