import { known } from '../../facts/fact.ts';
import type { SiteStatus } from '../../facts/network.ts';
import type { Site } from '../../facts/topology.ts';
import { shellCommand } from '../../formats/shell-quote.ts';
import { type Collector, defineCollector } from '../define-collector.ts';
import { linesOf } from '../shell/blocks.ts';
import { httpWords } from './http-words.ts';
import { loopbackRequest } from './loopback-request.ts';

/** No more sites than these are asked on one host; the others get no answer and the reason. */
const MOST_SITES = 20;

/** What each site answers on the host itself; all are asked at once. Source: curl(1), else HTTP by bash or nc. */
export function siteStatusesOf(sites: readonly Site[]): Collector<'siteStatuses'> {
  const asked = sites.map((site, index) => ({
    site: site.id,
    request: index < MOST_SITES ? loopbackRequest(site) : `only the first ${MOST_SITES} sites of a host are asked`,
  }));
  const lines = asked.flatMap(({ request }, index) =>
    typeof request === 'string'
      ? []
      : [
          `ask ${shellCommand([String(index), request.url, request.host, String(request.port), request.path, request.name])} &`,
        ],
  );
  return defineCollector({
    fact: 'siteStatuses',
    seconds: 20,
    script: lines.length === 0 ? '' : `${httpWords}${lines.join('\n')}\nwait\n`,
    parse: ({ stdout }) => {
      const answers = new Map(linesOf(stdout.replaceAll('\r', '')).map((line) => [Number.parseInt(line, 10), line]));
      return known(
        asked.map(({ site, request }, index): SiteStatus => {
          if (typeof request === 'string') return { site, url: '', status: null, error: request, elapsedMs: null };
          const line = answers.get(index) ?? '';
          // Without a tool to ask by, nothing was asked.
          return { site, url: / no-(?:tool|tls)$/.test(line) ? '' : request.url, ...answerOf(line) };
        }),
      );
    },
  });
}

type Ending = Pick<SiteStatus, 'status' | 'error' | 'elapsedMs'>;

function answerOf(line: string): Ending {
  const [, ended = '', said = ''] = /^\d+ (\S+) ?(.*)$/.exec(line) ?? [];
  const [, status, seconds] = /^(?:HTTP\/\S+ )?(\d{3})(?: (\d+[.,]\d+))?/.exec(said) ?? [];
  const elapsedMs = seconds === undefined ? null : Math.round(Number(seconds.replace(',', '.')) * 1000);
  if (status !== undefined && status !== '000') return { status: Number(status), error: null, elapsedMs };
  return { status: null, error: errors.get(ended) ?? `ended with status ${ended}`, elapsedMs };
}

/** curl's exit statuses, which `ask` keeps to where it has no curl. */
const errors: ReadonlyMap<string, string> = new Map([
  ['', 'the host did not say'],
  ['no-tool', 'there is neither curl nor bash nor nc on the host'],
  ['no-tls', 'there is no curl on the host to ask over TLS'],
  ['6', 'the address does not resolve'],
  ['7', 'connection refused'],
  ['28', 'timed out'],
  ['35', 'TLS handshake failed'],
  ['52', 'no answer'],
  ['56', 'connection reset'],
]);
