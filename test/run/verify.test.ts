import { describe, expect, test } from 'vitest';
import type { Finding } from '../../src/checks/finding.ts';
import type { LookView } from '../../src/run/host-report.ts';
import { comeToLight, whyNotBetter } from '../../src/run/verify.ts';

const finding = (cause: string, severity: Finding['severity'] = 'critical'): Finding => ({
  cause,
  severity,
  subject: 'x',
  message: '',
  evidence: [],
  remedy: null,
  whyNoRemedy: '',
  sites: ['default:80'],
  because: [],
});
const site = (status: number | null): LookView['sites'][number] => ({
  site: 'default:80',
  url: 'http://127.0.0.1:80/',
  status,
  error: status === null ? 'connection refused' : null,
  upstream: null,
  notJudged: null,
  scriptUnseen: false,
});
const look = (findings: Finding[], status: number | null, skipped: LookView['skipped'] = []): LookView => ({
  findings,
  skipped,
  sites: [site(status)],
  asked: { answered: 0, broken: 0, notAsked: [], routes: { answered: 0, broken: 0, notAsked: [] } },
  visitors: [],
  timeline: [],
  timelineGaps: [],
});
const answered = new Set(['stale-socket:x']);
const before = look([finding('stale-socket')], 502);

/** Another site fails for a reason that had a name at the first look, and has none any more. */
const elsewhere = { ...site(502), site: 'other:80' };
const sickElsewhere = (status: number | null): LookView => ({
  ...look([{ ...finding('unexplained-502'), subject: 'other:80', sites: ['other:80'] }], 200),
  sites: [site(200), { ...elsewhere, status }],
});
const withElsewhere = (earlier: LookView): LookView => ({ ...earlier, sites: [...earlier.sites, elsewhere] });

describe('a look after a change is better', () => {
  test.each<[string, LookView]>([
    ['when the finding is gone and the site answers', look([], 200)],
    ['when the finding is gone and the script itself is missing, which is the application’s affair', look([], 404)],
    ['when a site that the cure has nothing to do with is as sick as before', sickElsewhere(502)],
    [
      'when nobody could tell what a visitor gets',
      { ...look([], 503), sites: [{ ...site(503), notJudged: 'a limit' }] },
    ],
    ['when only a notice is new', look([finding('touched', 'notice')], 200)],
  ])('%s', (_, after) => {
    const earlier = after.sites.length > 1 ? withElsewhere(before) : before;
    expect(whyNotBetter(answered, earlier, after)).toEqual([]);
  });
});

describe('a look after a change is not better', () => {
  test.each<[string, LookView, LookView, string]>([
    ['when the finding is still there', before, look([finding('stale-socket')], 502), 'stale-socket:x is still there'],
    ['when another finding has come', before, look([finding('fpm-stopped')], 502), 'fpm-stopped:x is new'],
    [
      'when something is wrong with a site that answered',
      { ...before, sites: [site(200)] },
      look([finding('socket-denied')], 200),
      'socket-denied:x is new',
    ],
    [
      'when a finding that no request meets has come',
      before,
      look([{ ...finding('socket-denied'), sites: [] }], 502),
      'socket-denied:x is new',
    ],
    [
      'when nobody can say what is wrong now with a site that answered',
      { ...before, sites: [site(200)] },
      look([finding('unexplained-502')], 200),
      'unexplained-502:x is new',
    ],
    [
      'when a check lost its facts',
      before,
      look([], 200, [{ cause: 'socket-denied', why: 'gone' }]),
      "socket-denied can't be checked any more: gone",
    ],
    ['when a site that answered does not', look([], 200), look([], 502), 'default:80 answered 200, and now 502'],
    [
      'when a site gives nothing where it gave an error',
      look([], 502),
      look([], null),
      'default:80 answered 502, and now connection refused',
    ],
    [
      'when a site that answered is not found any more',
      look([], 200),
      look([], 404),
      'default:80 answered 200, and now 404',
    ],
    [
      'when PHP is led past a script that is there',
      before,
      { ...look([], 404), sites: [{ ...site(404), scriptUnseen: true }] },
      'default:80 answered 502, and now 404: PHP sees no script where it is told to look',
    ],
    [
      'when the repaired site could not be asked',
      before,
      { ...look([], null), sites: [{ ...site(null), url: '', error: 'no time was left' }] },
      'default:80 could not be asked again: no time was left',
    ],
    ['when a site is gone', before, { ...look([], 200), sites: [] }, 'default:80 is no longer configured'],
  ])('%s', (_, earlier, after, why) => {
    expect(whyNotBetter(answered, earlier, after)).toEqual([why]);
  });
});

describe('a cured fault had hidden', () => {
  test.each<[string, LookView, LookView]>([
    ['what nobody can explain, and was as bad before', before, look([finding('unexplained-502')], 502)],
    ['what a request meets after it', before, look([finding('socket-denied')], 502)],
    ['a warning about a site that answers now', before, look([finding('worker-crashed', 'warning')], 200)],
    [
      'what was called its symptom, and is still there',
      look([finding('stale-socket'), { ...finding('fpm-stopped'), because: ['stale-socket:x'] }], 502),
      look([finding('fpm-stopped')], 502),
    ],
  ])('%s', (_, earlier, after) => {
    expect(comeToLight(answered, earlier, after)).toEqual(after.findings);
    expect(whyNotBetter(answered, earlier, after)).toEqual([]);
  });

  test.each<[string, LookView, LookView]>([
    [
      'nothing that it was seen beside',
      look([finding('stale-socket'), finding('php-fatal')], 502),
      look([finding('php-fatal')], 502),
    ],
    ['nothing on another site', before, look([{ ...finding('socket-denied'), sites: ['default:80', 'shop:80'] }], 502)],
    [
      'nothing that a request meets before it',
      look([finding('socket-denied')], 502),
      look([finding('fpm-stopped')], 502),
    ],
    ['no notice', before, look([finding('php-fatal', 'notice')], 502)],
  ])('%s', (_, earlier, after) => {
    const key = earlier.findings[0]?.cause ?? '';
    expect(comeToLight(new Set([`${key}:x`]), earlier, after)).toEqual([]);
  });
});
