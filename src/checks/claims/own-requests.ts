import type { LogLine } from '../../facts/log-line.ts';
import type { ReadableFacts } from '../../facts/known-facts.ts';
import { probedSince } from '../evidence/probe-lines.ts';

/**
 * Tells whether nginx wrote a line of a request of Suture's own: since this look began, from this host, for a path that was
 * asked. nginx's error log has no header, so that the mark in it can't tell.
 */
export function ownRequests({
  identity,
  siteStatuses = [],
  routeStatuses = [],
  pastCaches = [],
}: Pick<ReadableFacts, 'identity'> & Partial<Pick<ReadableFacts, 'siteStatuses' | 'routeStatuses' | 'pastCaches'>>): (
  line: LogLine,
) => boolean {
  const since = probedSince(identity);
  const paths = new Set([...siteStatuses, ...routeStatuses, ...pastCaches].flatMap(({ url }) => pathOf(url)));
  return ({ program, at, client, request }) =>
    program === 'nginx' &&
    at >= since &&
    (client === undefined || client === null || isOfThisHost(client)) &&
    request !== null &&
    paths.has(request.split(' ')[1]?.split('?')[0] ?? '');
}

const pathOf = (url: string): readonly string[] => {
  const [, path] = /^[a-z]+:\/\/[^/]*(\/[^?#]*)/.exec(url) ?? [];
  return path === undefined ? [] : [path];
};

const isOfThisHost = (client: string): boolean => /^(?:127\.|::1$|::ffff:127\.|unix:)/.test(client);
