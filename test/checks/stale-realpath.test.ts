import { describe, expect, test } from 'vitest';
import { all } from './answering.ts';
import {
  answer,
  type Draft,
  findingOf,
  findingsOf,
  found,
  hostFacts,
  NOW,
  pathOf,
  POOL_FILE,
  poolText,
  runsScript,
  SITE,
  UNIT,
  unitOf,
  write,
} from './host.ts';
import { namedPath, names, phpSays } from './named.ts';

const CAUSE = 'stale-realpath';
const SCRIPT = '/srv/current/index.php';
const NOW_AT = '/srv/releases/2/index.php';
const WAS = '/srv/releases/1/index.php';

const met =
  (text: string, status: number, more = {}) =>
  (host: Draft): void => {
    answer(host, status);
    host.logLines.push(phpSays(text, more));
  };
const standing =
  (there: boolean, realPath = NOW_AT) =>
  (host: Draft): void =>
    names(host, namedPath(SCRIPT, there ? { [SCRIPT]: '0644 root root' } : {}, {}, { realPath }));
const notOpened = met(`Unable to open primary script: ${SCRIPT} (No such file or directory)`, 404);
const linked = (host: Draft): void => {
  runsScript(host, 'root', SCRIPT);
  Object.assign(pathOf(host, SCRIPT), { realPath: NOW_AT });
};
const runs =
  (file: string, there = false) =>
  (host: Draft): void => {
    names(host, namedPath(file, there ? { [file]: '0644 root root' } : {}));
    met(
      `PHP message: PHP Fatal error:  Uncaught Error: Failed opening required '/srv/releases/1/lib.php' in ${file}:1\nStack trace:`,
      500,
    )(host);
  };

describe(CAUSE, () => {
  test('a script that is there by a link, and that PHP does not find', () => {
    const broken = all(standing(true), notOpened);
    expect(findingOf(CAUSE, broken)).toMatchObject({
      severity: 'critical',
      subject: UNIT,
      sites: [SITE],
      remedy: { step: 'service', level: 'guarded', with: { unit: UNIT, state: 'reloaded' } },
    });
    expect(found(hostFacts(broken))).toEqual([`${CAUSE}:${UNIT}`]);
  });

  test('a file that PHP runs and that is no more comes before the error in it', () => {
    const broken = all(linked, runs(WAS));
    expect(findingOf(CAUSE, broken).message).toContain(
      `it runs ${WAS}, which is no more; ${SCRIPT} is ${NOW_AT} by now`,
    );
    expect(found(hostFacts(broken))).toEqual([`${CAUSE}:${UNIT}`, `php-fatal:${SITE}`]);
  });

  test('a unit that can’t be reloaded is left to a person', () => {
    const finding = findingOf(CAUSE, (host) => {
      all(standing(true), notOpened)(host);
      unitOf(host, UNIT).refuses = ['reload', 'stop'];
    });
    expect(finding.remedy).toBeNull();
  });

  test.each<[string, (host: Draft) => void]>([
    ['the script is missing', all(standing(false), notOpened)],
    ['no link leads there', all(standing(true, SCRIPT), notOpened)],
    [
      'only a visitor met it, a while ago',
      all(
        standing(true),
        met(`Unable to open primary script: ${SCRIPT} (No such file or directory)`, 200, { at: NOW - 60 }),
      ),
    ],
    [
      'PHP-FPM sees another root',
      all(standing(true), notOpened, (host) => write(host, POOL_FILE, poolText('www', { chroot: '/srv/jail' }))),
    ],
    ['the file that PHP ran is there', all(linked, runs(WAS, true))],
    ['the code was evaluated, and never a file', all(linked, runs(`/srv/a.php(3) : eval()'d code`))],
    ['no link leads to the site’s script', all((host) => void runsScript(host, 'root', SCRIPT), runs(WAS))],
  ])('is silent when %s', (_, change) => {
    expect(findingsOf(CAUSE, change)).toEqual([]);
  });
});
