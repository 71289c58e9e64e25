import { describe, expect, test } from 'vitest';
import { diagnose } from '../../src/checks/diagnose.ts';
import type { Expected } from '../../src/facts/expected.ts';
import { answering } from './answering.ts';
import { type Draft, findingOf, findingsOf, found, hostFacts, SITE, stopFpm } from './host.ts';

const CAUSE = 'expectation-missed';
const URL = 'http://shop.example/';
interface Asked extends Partial<Pick<Expected, 'url' | 'status' | 'error'>> {
  readonly statuses?: readonly number[];
  readonly text?: string;
  readonly hasText?: boolean;
}
const asked =
  ({ statuses = [200], text, hasText, ...came }: Asked = {}) =>
  (host: Draft): void => {
    const contains = text ?? null;
    host.expected.push({
      expectation: { scheme: 'http', host: 'shop.example', port: 80, path: '/', statuses: [...statuses], contains },
      site: SITE,
      url: URL,
      status: 200,
      error: null,
      contains: hasText ?? null,
      ...came,
    });
  };

describe(CAUSE, () => {
  test.each<[string, Asked, string, string]>([
    ['another status', { status: 404 }, 'warning', 'answers 404, and the inventory expects 200'],
    ['an error', { status: 502 }, 'critical', 'answers 502, and the inventory expects 200'],
    ['none', { status: null, error: 'connection refused' }, 'critical', 'gives no answer (connection refused)'],
    ['one without the text', { text: 'basket', hasText: false }, 'warning', 'expects 200 with "basket"'],
    ['none of several', { status: 403, statuses: [200, 301] }, 'warning', 'expects 200 or 301'],
  ])('an answer is %s', (_, given, severity, says) => {
    expect(found(hostFacts(asked(given)))).toEqual([`${CAUSE}:${URL}`]);
    const finding = findingOf(CAUSE, asked(given));
    expect(finding).toMatchObject({ severity, remedy: null, sites: [SITE] });
    expect(finding.message).toContain(says);
  });

  test('follows from what breaks the site', () => {
    const both = (host: Draft): void => {
      stopFpm(host);
      asked({ status: 502 })(host);
    };
    expect(found(hostFacts(both))).toEqual(['fpm-stopped:php8.2-fpm.service', `${CAUSE}:${URL}`]);
    expect(findingOf(CAUSE, both).because).toEqual(['fpm-stopped:php8.2-fpm.service']);
  });

  test('explains nothing', () => {
    const mystery = (host: Draft): void => {
      answering(host, 502);
      asked({ status: 502 })(host);
    };
    expect(found(hostFacts(mystery))).toContain(`unexplained-502:${SITE}`);
  });

  test('what could not be asked is told, and decides', () => {
    const { skipped, unjudged } = diagnose(hostFacts(asked({ url: '', status: null, error: 'no curl' })));
    expect(skipped).toEqual([{ cause: CAUSE, why: `${URL} was not asked: no curl` }]);
    expect(unjudged).toEqual([`${URL} was not asked: no curl`]);
  });

  test.each<[string, Asked]>([
    ['it is answered so', {}],
    ['it is one of several statuses', { status: 301, statuses: [200, 301] }],
    ['an error is expected', { status: 503, statuses: [503] }],
    ['the text is there', { text: 'basket', hasText: true }],
  ])('is silent when %s', (_, given) => {
    expect(findingsOf(CAUSE, asked(given))).toEqual([]);
  });
});
