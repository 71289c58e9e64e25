import type { Directive } from '../formats/nginx/directive.ts';
import type { LogLine } from './log-line.ts';
import type { SiteStatus } from './network.ts';
import type { NginxProgram } from './programs.ts';
import { serversOf } from './servers.ts';
import type { Site } from './topology.ts';

/** What tells whether nginx meant our request. */
export interface Around {
  readonly nginx: NginxProgram;
  /** What nginx wrote since our requests were sent. */
  readonly ownLines: readonly LogLine[];
}

/**
 * Why a site's answer to us says nothing of what visitors get: it wants a login, limits how often it is asked, refuses who
 * asks from the host itself, or hangs up on whoever lacks what a visitor sends. Null where it answered as to anybody.
 */
export function unlikeVisitors(site: Site, answer: SiteStatus, { nginx, ownLines }: Around): string | null {
  const { status } = answer;
  if (status === 401 || status === 407) return 'it wants a login, and Suture has none';
  if (status === 429) return 'it limits how often it is asked';
  if (status !== null && status >= 400 && ownLines.some((line) => isLimit(site, line)))
    return "nginx's own limit turned our request away";
  const server = serversOf(nginx).find(({ id }) => id === site.id)?.directive;
  const at = (found: Directive): string => `${found.file}:${found.line}`;
  const hangUp =
    status === null ? within(server, ({ name, args }) => name === 'return' && args[0]?.value === '444') : null;
  if (hangUp !== null && answer.error === 'no answer')
    return `it hangs up on some requests (return 444, ${at(hangUp)})`;
  const refuses = status === 403 ? within(server, ({ name, args }) => isRefusal(name, args[0]?.value)) : null;
  return refuses === null ? null : `it refuses some clients (${at(refuses)}), and ours is one`;
}

const isRefusal = (name: string, value: string | undefined): boolean =>
  name === 'deny' || (name === 'return' && value === '403');

/** Source: ngx_http_limit_req_module, ngx_http_limit_conn_module. */
const isLimit = ({ names }: Site, { program, server, message }: LogLine): boolean =>
  program === 'nginx' &&
  (server === null || server === (names[0] ?? '')) &&
  /^limiting (?:requests|connections)(?!, dry run)/.test(message);

/** The first directive of a kind in a block or inside its blocks. */
function within(block: Directive | undefined, wanted: (directive: Directive) => boolean): Directive | null {
  for (const child of block?.children ?? []) {
    const found = wanted(child) ? child : within(child, wanted);
    if (found !== null) return found;
  }
  return null;
}
