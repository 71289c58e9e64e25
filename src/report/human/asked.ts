import type { AnswerCounts, HostReport } from '../../run/host-report.ts';
import { inLine, plural } from './wrap.ts';

/** How hosts were judged by what their sites answered: `12 sites answered on 31 routes, 3 not asked (it wants a login)`. */
export function askedWords(hosts: readonly Pick<HostReport, 'asked'>[]): readonly string[] {
  const answered = sumOf(hosts, ({ asked }) => asked.answered);
  const unasked = sumOf(hosts, ({ asked }) => unaskedOf(asked));
  if (answered + unasked === 0) return [];
  const routes = sumOf(hosts, ({ asked }) => asked.routes.answered);
  const unaskedRoutes = sumOf(hosts, ({ asked }) => unaskedOf(asked.routes));
  const on = routes === 0 ? '' : ` on ${plural(routes, 'route')}`;
  const sites = unasked === 0 ? '' : `, ${unasked} not asked`;
  const rest = unaskedRoutes === 0 ? '' : `, ${plural(unaskedRoutes, 'route')} not asked`;
  const all = hosts.flatMap(({ asked }) => [...asked.notAsked, ...asked.routes.notAsked]);
  const reasons = [...new Set(all.map(({ why }) => inLine(why)))].slice(0, MOST_REASONS);
  const why = reasons.length === 0 ? '' : ` (${reasons.join('; ')})`;
  return [`${plural(answered, 'site')} answered${on}${sites}${rest}${why}`];
}

const MOST_REASONS = 3;

const unaskedOf = ({ notAsked }: AnswerCounts): number => sumOf(notAsked, ({ count }) => count);

const sumOf = <Item>(items: readonly Item[], number: (item: Item) => number): number =>
  items.reduce((sum, item) => sum + number(item), 0);
