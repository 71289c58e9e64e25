import { describe, expect, test } from 'vitest';
import type { UnitSettings } from '../../src/facts/unit-settings.ts';
import {
  answer,
  type Draft,
  failFpm,
  findingOf,
  findingsOf,
  found,
  hostFacts,
  NOW,
  pathOf,
  remove,
  runsScript,
  SITE,
  UNIT,
  unitOf,
} from './host.ts';
import { lastStart, setUp } from './last-start.ts';
import { probeLine } from './probe-line.ts';

const SCRIPT = '/home/shop/index.php';

/** A site whose script is there, and that PHP-FPM says it can't find. */
const hidden =
  (settings: Partial<UnitSettings>, script = SCRIPT) =>
  (host: Draft): void => {
    runsScript(host, 'shop', script);
    answer(host, 404);
    setUp(host, UNIT, settings);
    host.logLines.push(
      probeLine('FastCGI sent in stderr: "Primary script unknown" while reading response header from upstream'),
    );
  };

const warns =
  (words: string, settings: Partial<UnitSettings>) =>
  (host: Draft): void => {
    setUp(host, UNIT, settings);
    host.logLines.push(
      probeLine(`FastCGI sent in stderr: "PHP message: PHP Warning:  ${words}" while reading upstream`, {
        at: NOW - 60,
      }),
    );
  };

const LOCKED =
  'file_put_contents(/srv/shop/cache/a.php): Failed to open stream: Read-only file system in /srv/shop/a.php on line 3';

describe('service-sandbox', () => {
  test('the setting that hides a script is named, and that PHP-FPM does not find it is its symptom', () => {
    expect(found(hostFacts(hidden({ protectHome: 'yes' })))).toEqual([
      `service-sandbox:${UNIT}`,
      `script-not-found:${SITE}`,
    ]);
    const finding = findingOf('service-sandbox', hidden({ protectHome: 'yes' }));
    expect(finding).toMatchObject({ severity: 'critical', sites: [SITE], remedy: null });
    expect(finding.message).toBe(`ProtectHome=yes hides ${SCRIPT} from ${UNIT}, and ${SITE} needs it`);
  });

  test.each<[Partial<UnitSettings>, string, string]>([
    [{ protectHome: 'tmpfs' }, SCRIPT, 'ProtectHome=tmpfs'],
    [{ inaccessiblePaths: ['-/srv/'] }, '/srv/shop/index.php', 'InaccessiblePaths=/srv'],
    [{ temporaryFileSystems: ['/srv'] }, '/srv/shop/index.php', 'TemporaryFileSystem=/srv'],
    [{ rootDirectory: '/jail' }, '/srv/shop/index.php', 'RootDirectory=/jail'],
  ])('%j hides %s', (settings, script, by) => {
    expect(findingOf('service-sandbox', hidden(settings, script)).message).toContain(by);
  });

  test('a folder that PHP could not write to is named with the setting that locks it', () => {
    const finding = findingOf('service-sandbox', warns(LOCKED, { protectSystem: 'strict' }));
    expect(finding).toMatchObject({ severity: 'warning', sites: [SITE] });
    expect(finding.message).toContain('by ProtectSystem=strict');
    expect(finding.message).toContain('/srv/shop/cache/a.php');
    expect(finding.whyNoRemedy).toContain('ReadWritePaths=');
  });

  test('a start that could not write to its log is told with the setting', () => {
    const change = (host: Draft): void => {
      failFpm(host);
      answer(host, 502);
      setUp(host, UNIT, { protectSystem: 'strict' });
      const words = 'ERROR: failed to open error_log (/var/log/php8.2-fpm.log): Read-only file system (30)';
      lastStart(host, UNIT, [['php-fpm8.2', `[30-Nov-2026 23:35:46] ${words}`]]);
    };
    expect(found(hostFacts(change))).toEqual([`service-sandbox:${UNIT}`, `fpm-stopped:${UNIT}`]);
    expect(findingOf('fpm-stopped', change).remedy).toBeNull();
  });

  test.each<[string, (host: Draft) => void]>([
    ['the unit hides another folder', hidden({ protectHome: 'yes' }, '/srv/shop/index.php')],
    ['the home is there to be read', hidden({ protectHome: 'read-only' })],
    [
      'what it hides is bound back in',
      hidden({ temporaryFileSystems: ['/home'], bound: [{ from: '/home/shop', to: '/home/shop' }] }),
    ],
    [
      'the script is not there at all',
      (host) => {
        hidden({ protectHome: 'yes' })(host);
        remove(pathOf(host, SCRIPT));
      },
    ],
    [
      'PHP-FPM found it',
      (host) => {
        hidden({ protectHome: 'yes' })(host);
        host.logLines = [];
      },
    ],
    [
      'what it locks may be written to',
      warns(LOCKED, { protectSystem: 'strict', readWritePaths: ['/srv/shop/cache'] }),
    ],
    ['the file system is read-only for everybody', warns(LOCKED, { protectSystem: 'full' })],
    [
      'PHP said so before it was restarted',
      (host) => {
        warns(LOCKED, { protectSystem: 'strict' })(host);
        unitOf(host, UNIT).stateChangedAt = NOW - 10;
      },
    ],
  ])('is silent when %s', (_, change) => {
    expect(findingsOf('service-sandbox', change)).toEqual([]);
  });
});
