import { known } from '../../facts/fact.ts';
import type { SiteStatus } from '../../facts/network.ts';
import type { Site } from '../../facts/topology.ts';
import { shellCommand } from '../../formats/shell-quote.ts';
import { type Collector, defineCollector } from '../define-collector.ts';
import { endingsOf } from './http-answer.ts';
import { httpWords, MOST_SECONDS } from './http-words.ts';
import { type LoopbackRequest, loopbackRequest } from './loopback-request.ts';
import type { Seal } from './seal.ts';

/** So many programs ask at once; each asks its sites one after the other. */
const LANES = 6;

/** What the questions to all sites may come to: Linux takes no argument of a program that is longer than 128 KiB. */
const MOST_BYTES = 80 * 1024;

/** What each site answers on the host itself, in one request each. Source: curl(1), else HTTP by bash or nc. */
export function siteStatusesOf(sites: readonly Site[], seal: Seal): Collector<'siteStatuses'> {
  const asked = withinBytes(sites.map((site) => ({ site: site.id, request: loopbackRequest(site, sites) })));
  const lines = asked.flatMap(({ request }, number) => (typeof request === 'string' ? [] : [askLine(number, request)]));
  const lanes = Array.from({ length: Math.min(LANES, lines.length) }, (_, lane) =>
    lines.filter((_line, index) => index % LANES === lane),
  );
  const script = lanes.map((each, lane) => `asks_${lane}() {\n${each.join('\n')}\n}\nlane asks_${lane} &\n`);
  return defineCollector({
    fact: 'siteStatuses',
    seconds: 20,
    maxBytes: 4 * 1024 * 1024,
    script: lines.length === 0 ? '' : `${httpWords(seal)}${script.join('')}wait\n`,
    parse: ({ stdout }) => {
      const endings = endingsOf(stdout, seal.seam);
      return known(
        asked.map(({ site, request }, number): SiteStatus => {
          if (typeof request === 'string') return notAsked(site, request);
          const { sent, ...ending } = endings.get(number) ?? OUT_OF_TIME;
          return { site, url: sent ? request.url : '', ...ending, ...(sent ? { mark: seal.mark } : {}) };
        }),
      );
    },
  });
}

const OUT_OF_TIME = {
  sent: false,
  status: null,
  error: `the other sites took ${MOST_SECONDS.all} s already`,
  elapsedMs: null,
};

const notAsked = (site: string, error: string): SiteStatus => ({ site, url: '', status: null, error, elapsedMs: null });

function askLine(number: number, { url, address, name, path, over }: LoopbackRequest): string {
  const flags = `-${over.proxyProtocol ? 'p' : ''}${over.http2 ? '2' : ''}${over.unix ? 'u' : ''}${name === null ? 'n' : ''}`;
  return `ask ${shellCommand([String(number), flags, url, address, name ?? '', path])}`;
}

interface Asked {
  readonly site: string;
  readonly request: LoopbackRequest | string;
}

/** The same, with the reason in place of what would be too much to ask in one go. */
function withinBytes(asked: readonly Asked[]): readonly Asked[] {
  let bytes = 0;
  return asked.map(({ site, request }, number) => {
    bytes += typeof request === 'string' ? 0 : askLine(number, request).length + 1;
    return bytes <= MOST_BYTES
      ? { site, request }
      : { site, request: 'the host has more sites than are asked in one go' };
  });
}
