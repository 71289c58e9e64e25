import { expect, test } from 'vitest';
import type { Unit } from '../../src/facts/system.ts';
import { whyRefused } from '../../src/facts/unit-refusals.ts';
import { hostFacts } from '../checks/host.ts';

const { units } = hostFacts();
const [sound] = units.state === 'known' ? units.value : [];
type Case = [string, Partial<Unit>, Parameters<typeof whyRefused>[1], RegExp];

const pid = (says: string | null): Partial<Unit> => ({
  execReload: '/usr/sbin/nginx -g daemon on; master_process on; -s reload',
  pidFile: { path: '/run/nginx.pid', says },
  mainPid: 700,
});

test.each<Case>([
  ['nothing speaks against it', {}, 'restart', /^$/],
  ['it is not there', { load: 'not-found' }, 'start', /^systemd knows no unit nginx\.service$/],
  ['it is masked', { load: 'masked' }, 'reload', /is masked: somebody decided/],
  ['it is masked, and runs on', { enabled: 'masked-runtime' }, 'enable', /is masked: somebody decided/],
  ['its file is wrong', { load: 'bad-setting' }, 'enable', /can't load nginx\.service \(bad-setting\)/],
  ['only its dependents start it', { refuses: ['start'] }, 'start', /RefuseManualStart=/],
  ['only its dependents start it, and it is reloaded', { refuses: ['start'] }, 'reload', /^$/],
  ['nobody could stop it again', { refuses: ['stop'] }, 'start', /RefuseManualStop=/],
  ['nobody could stop it', { refuses: ['stop'] }, 'restart', /RefuseManualStop=/],
  ['it knows no reload', { refuses: ['reload'] }, 'reload', /ExecReload=/],
  ['it knows no reload, and is restarted', { refuses: ['reload'] }, 'restart', /^$/],
  [
    'its pid file is empty',
    pid(''),
    'reload',
    /nginx\.service can't be reloaded: \/run\/nginx\.pid is empty, and its main process is 700/,
  ],
  ['its pid file is gone', pid(null), 'reload', /\/run\/nginx\.pid is missing/],
  ['its pid file says another', pid('7'), 'reload', /\/run\/nginx\.pid says 7/],
  ['its pid file says it', pid('700'), 'reload', /^$/],
  ['its pid file is empty, and it is restarted', pid(''), 'restart', /^$/],
  ['it is reached by systemd itself', { ...pid(''), execReload: '/bin/kill -HUP $MAINPID' }, 'reload', /^$/],
  ['an older Suture has recorded it', { load: '' }, 'restart', /^$/],
])('%s', (_, change, asked, why) => {
  if (sound === undefined) throw new Error('there is no unit');
  expect(whyRefused({ ...sound, ...change }, asked)).toMatch(why);
});
