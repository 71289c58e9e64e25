import { describe, expect, test } from 'vitest';
import type { Finding } from '../../src/checks/finding.ts';
import type { LookView, SiteView } from '../../src/run/host-report.ts';
import { whyNotBetter } from '../../src/run/verify.ts';

type Answer = Pick<SiteView, 'url' | 'status' | 'notJudged' | 'scriptUnseen'>;
const answer = (status: number | null, more: Partial<Answer> = {}): Answer => ({
  url: 'http://127.0.0.1/',
  status,
  notJudged: null,
  scriptUnseen: false,
  ...more,
});

/** From the best to the worst, answers of one class together: what an operator would say, not what the code says. */
const CLASSES: readonly (readonly Answer[])[] = [
  [answer(200), answer(204), answer(301), answer(302)],
  [answer(400), answer(403), answer(405)],
  [answer(404)],
  [answer(500), answer(502), answer(503), answer(504)],
  [answer(null)],
];
const UNTOLD = [answer(503, { notJudged: 'a limit' }), answer(null, { notJudged: 'return 444' })];
const NOT_ASKED = answer(null, { url: '' });
const classOf = (one: Answer): number => CLASSES.findIndex((each) => each.includes(one));
const told = CLASSES.flat();
const all = [...told, ...UNTOLD, NOT_ASKED];

const FAULT: Finding = {
  cause: 'stale-socket',
  severity: 'critical',
  subject: 'x',
  message: '',
  evidence: [],
  remedy: null,
  whyNoRemedy: '',
  sites: ['repaired'],
  because: [],
};
const ANSWERED = new Set(['stale-socket:x']);
const look = (findings: readonly Finding[], repaired: Answer, other: Answer): LookView => ({
  findings,
  skipped: [],
  asked: { answered: 0, broken: 0, notAsked: [], routes: { answered: 0, broken: 0, notAsked: [] } },
  visitors: [],
  sites: [
    { ...repaired, site: 'repaired', error: null, upstream: null },
    { ...other, site: 'other', error: null, upstream: null },
  ],
  timeline: [],
  timelineGaps: [],
});
const reasons = (before: readonly [Answer, Answer], after: readonly [Answer, Answer], findings: Finding[] = []) =>
  whyNotBetter(ANSWERED, look([FAULT], ...before), look(findings, ...after));

/** Each pair of answers of the one site, beside one of the other that stays as it is. */
const pairs = all.flatMap((before) => all.map((after) => ({ before, after })));

describe('a site is compared with itself', () => {
  test('what answers as it did is never a reason to take a repair back, however bad it is', () => {
    for (const repaired of told)
      for (const other of all) expect(reasons([repaired, other], [repaired, other])).toEqual([]);
  });

  test('a worse class is always a reason, a better one never, on the repaired site and beside it', () => {
    for (const { before, after } of pairs.filter((pair) => told.includes(pair.before) && told.includes(pair.after))) {
      const isWorse = classOf(after) > classOf(before);
      for (const still of all) {
        expect(reasons([before, still], [after, still]).length > 0).toBe(isWorse);
        if (still !== NOT_ASKED) expect(reasons([still, before], [still, after]).length > 0).toBe(isWorse);
      }
    }
  });

  test('what nobody can tell takes nothing back', () => {
    for (const before of all) for (const after of UNTOLD) expect(reasons([before, before], [after, after])).toEqual([]);
  });

  test('a repaired site that could be asked has to be asked again; another one needn’t', () => {
    for (const before of [...told, ...UNTOLD]) {
      expect(reasons([before, before], [NOT_ASKED, before])).toHaveLength(1);
      expect(reasons([before, before], [before, NOT_ASKED])).toEqual([]);
    }
  });

  test('a better answer never adds a reason', () => {
    for (const before of told)
      for (const after of told)
        for (const better of told.filter((each) => classOf(each) <= classOf(after)))
          expect(reasons([before, before], [better, after]).length).toBeLessThanOrEqual(
            reasons([before, before], [after, after]).length,
          );
  });

  test('a 404 of a PHP that is led past its scripts cures no error', () => {
    const unseen = answer(404, { scriptUnseen: true });
    for (const before of [...(CLASSES[3] ?? []), ...(CLASSES[4] ?? [])])
      expect(reasons([before, before], [unseen, before])).toHaveLength(1);
  });

  test('that a sick site is as sick as before is no news, under whatever name', () => {
    for (const { before, after } of pairs.filter((pair) => told.includes(pair.before) && told.includes(pair.after))) {
      const sick = { ...FAULT, cause: 'unexplained-502', subject: 'other', sites: ['other'] };
      const isNews = classOf(before) < 3 || classOf(after) > classOf(before);
      expect(
        reasons([answer(502), before], [answer(200), after], [sick]).includes('unexplained-502:other is new'),
      ).toBe(isNews);
    }
  });
});
