import { chosenServer } from '../../facts/chosen-server.ts';
import type { Expected } from '../../facts/expected.ts';
import { known } from '../../facts/fact.ts';
import type { Site } from '../../facts/topology.ts';
import { type Expectation, expectedUrl } from '../../inventory/expectation.ts';
import { type Collector, defineCollector } from '../define-collector.ts';
import { askLine } from './ask-line.ts';
import { endingsOf } from './http-answer.ts';
import { httpWords } from './http-words.ts';
import { type LoopbackRequest, loopbackRequest } from './loopback-request.ts';
import type { Seal } from './seal.ts';

/** So much of a body is looked through. */
const MOST_BODY = 64 * 1024;

/** What the inventory wants asked of a host, one request after the other; all of it on the host itself. Source: curl(1). */
export function expectedOf(
  expectations: readonly Expectation[],
  sites: readonly Site[],
  seal: Seal,
): Collector<'expected'> {
  const asked = expectations.map((expectation) => {
    const site = siteOf(expectation, sites);
    return { expectation, site, request: requestFor(expectation, site, sites) };
  });
  const lines = asked.flatMap(({ request }, number) => (typeof request === 'string' ? [] : [askLine(number, request)]));
  return defineCollector({
    fact: 'expected',
    seconds: 20,
    maxBytes: 8 * 1024 * 1024,
    script: lines.length === 0 ? '' : `${httpWords(seal, MOST_BODY)}asks() {\n${lines.join('\n')}\n}\nlane asks\n`,
    parse: ({ stdout }) => {
      const endings = endingsOf(stdout, seal.seam);
      return known(
        asked.map(({ expectation, site, request }, number): Expected => {
          const ending = endings.get(number);
          const { contains } = expectation;
          const url = expectedUrl(expectation);
          if (typeof request === 'string' || ending === undefined || !ending.sent) {
            const error = typeof request === 'string' ? request : (ending?.came.error ?? 'no time was left to ask it');
            return { expectation, site: site?.id ?? null, url: '', status: null, error, contains: null };
          }
          const { status, error, answer } = ending.came;
          return {
            expectation,
            site: site?.id ?? null,
            url,
            status,
            error,
            ...(answer === undefined ? {} : { answer }),
            contains: contains === null || status === null ? null : ending.body.includes(contains),
          };
        }),
      );
    },
  });
}

/** The site that nginx leads such a request to. */
const siteOf = ({ scheme, host, port }: Expectation, sites: readonly Site[]): Site | undefined =>
  sites.find(({ id, listens }) =>
    listens.some(
      (listen) =>
        listen.port === port && listen.tls === (scheme === 'https') && chosenServer(sites, listen, host) === id,
    ),
  );

/** As a visitor of that name asks, at the address and by the protocol that it has; where no site has it, at loopback. */
function requestFor(
  { scheme, host, port, path }: Expectation,
  site: Site | undefined,
  sites: readonly Site[],
): LoopbackRequest | string {
  const tls = scheme === 'https';
  const listens = site?.listens.filter((listen) => listen.port === port && listen.tls === tls) ?? [];
  const found = site && loopbackRequest({ ...site, names: [host], listens }, path, sites);
  if (found !== undefined && typeof found !== 'string') return { ...found, name: host };
  const over = { tls, unix: false, proxyProtocol: false, http2: false };
  return { url: '', address: `127.0.0.1:${port}`, path, name: host, over };
}
