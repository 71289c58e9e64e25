import { known } from '../../facts/fact.ts';
import type { SiteStatus } from '../../facts/network.ts';
import type { Ask } from '../../facts/asks.ts';
import { type Collector, defineCollector } from '../define-collector.ts';
import { askLine } from './ask-line.ts';
import { endingsOf } from './http-answer.ts';
import { httpWords, MOST_SECONDS } from './http-words.ts';
import { type LoopbackRequest, loopbackRequest } from './loopback-request.ts';
import type { Seal } from './seal.ts';

/** So many programs ask at once; each asks its sites one after the other. */
const LANES = 6;

/** What the questions to all sites may come to: Linux takes no argument of a program that is longer than 128 KiB. */
const MOST_BYTES = 110 * 1024;

/**
 * What each request to a site or one of its routes is answered on the host itself; those for the sites that matter most are
 * sent first, while there is time. Source: curl(1), else HTTP by bash or nc.
 */
export function siteStatusesOf(
  asks: readonly Ask[],
  seal: Seal,
  urgent: ReadonlySet<string> = new Set(),
): Collector<'siteStatuses'> {
  const sites = [...new Set(asks.map(({ site }) => site))];
  const requests = asks.map(({ site, path, pastCache }) =>
    loopbackRequest(site, pastCache ? `${path}?suture-check=${seal.mark}` : path, sites),
  );
  const order = asks.map((_, number) => number).sort((one, other) => weight(asks[other]) - weight(asks[one]));
  function weight(ask: Ask | undefined): number {
    return ask !== undefined && urgent.has(ask.site.id) ? 1 : 0;
  }
  const lines = withinBytes(order.flatMap((number) => lineOf(number, requests[number] ?? '')));
  const lanes = Array.from({ length: Math.min(LANES, lines.length) }, (_, lane) =>
    lines.filter((_line, index) => index % LANES === lane).map(({ line }) => line),
  );
  const script = lanes.map((each, lane) => {
    const end = lane === lanes.length - 1 ? '' : ' &';
    return `asks_${lane}() {\n${each.join('\n')}\n}\nlane asks_${lane}${end}\n`;
  });
  const begun = new Set(lines.map(({ number }) => number));
  return defineCollector({
    fact: 'siteStatuses',
    seconds: 20,
    maxBytes: 4 * 1024 * 1024,
    script: lines.length === 0 ? '' : `${httpWords(seal)}${script.join('')}wait\n`,
    parse: ({ stdout }) => {
      const endings = endingsOf(stdout, seal.seam);
      return known(
        asks.map(({ site: { id: site }, route, pastCache }, number): SiteStatus => {
          const who = { site, ...(route === null ? {} : { route }), ...(pastCache ? { pastCache } : {}) };
          const request = requests[number] ?? '';
          if (typeof request === 'string') return { ...who, ...notAsked(request) };
          const ending = endings.get(number);
          if (ending === undefined) return { ...who, ...notAsked(begun.has(number) ? OUT_OF_TIME : TOO_MANY) };
          const { sent, came } = ending;
          return { ...who, url: sent ? request.url : '', ...came, ...(sent ? { mark: seal.mark } : {}) };
        }),
      );
    },
  });
}

const OUT_OF_TIME = `the other sites took ${MOST_SECONDS.all} s already`;
const TOO_MANY = 'the host has more sites than are asked in one go';

const notAsked = (error: string): Omit<SiteStatus, 'site'> => ({ url: '', status: null, error, elapsedMs: null });

interface Line {
  readonly number: number;
  readonly line: string;
}

const lineOf = (number: number, request: LoopbackRequest | string): readonly Line[] =>
  typeof request === 'string' ? [] : [{ number, line: askLine(number, request) }];

/** As many as one go bears. */
function withinBytes(lines: readonly Line[]): readonly Line[] {
  let bytes = 0;
  return lines.filter(({ line }) => (bytes += line.length + 1) <= MOST_BYTES);
}
