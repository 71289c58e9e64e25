import { expect, test } from 'vitest';
import type { Unit } from '../../src/facts/system.ts';
import { whyRefused } from '../../src/facts/unit-refusals.ts';
import { hostFacts } from '../checks/host.ts';

const { units } = hostFacts();
const [sound] = units.state === 'known' ? units.value : [];
type Case = [string, Partial<Unit>, Parameters<typeof whyRefused>[1], RegExp];

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
  ['an older Suture has recorded it', { load: '' }, 'restart', /^$/],
])('%s', (_, change, asked, why) => {
  if (sound === undefined) throw new Error('there is no unit');
  expect(whyRefused({ ...sound, ...change }, asked)).toMatch(why);
});
