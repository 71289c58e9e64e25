import type { HostReport } from '../../run/host-report.ts';
import { inLine, plural } from './wrap.ts';

/** How hosts were judged by what their sites answered: `12 sites answered, 3 not asked (need a login)`. */
export function askedWords(hosts: readonly Pick<HostReport, 'asked'>[]): readonly string[] {
  const answered = hosts.reduce((sum, { asked }) => sum + asked.answered, 0);
  const notAsked = hosts.flatMap(({ asked }) => asked.notAsked);
  const count = notAsked.reduce((sum, each) => sum + each.count, 0);
  if (answered + count === 0) return [];
  const reasons = [...new Set(notAsked.map(({ why }) => inLine(why)))].slice(0, 3);
  const rest = count === 0 ? '' : `, ${count} not asked (${reasons.join('; ')})`;
  return [`${plural(answered, 'site')} answered${rest}`];
}
