import type { Answer } from '../../src/facts/network.ts';
import { answer, type Draft } from './host.ts';

/** What every site answers, and what else its answer told. */
export function answered(host: Draft, told: Partial<Answer> = {}, status = 200): void {
  answer(host, status);
  for (const each of host.siteStatuses) Object.assign(each, { mark: 'c0ffee', answer: { ...PLAIN, ...told } });
}

const PLAIN: Answer = {
  cutShort: null,
  body: 'html',
  excerpt: '<h1>shop</h1>',
  contentType: 'text/html',
  location: null,
  retryAfter: null,
  setsCookie: false,
  server: 'nginx',
  cache: null,
  byPhp: true,
};
