import type { ReadableFacts } from '../../facts/known-facts.ts';
import type { Link, Pool } from '../../facts/topology.ts';
import { showTime } from '../evidence/evidence.ts';
import { upstreamAddress } from '../evidence/log-evidence.ts';
import { showAddress } from '../evidence/show-address.ts';
import { probedSince } from '../evidence/probe-lines.ts';
import { sameAddress } from '../state/listeners.ts';
import { nginxLoadedAt } from '../state/nginx-state.ts';
import { allows, forbids, type Verdict } from './verdict.ts';

/** Nobody asked for so long, in seconds, may be chance; so much longer than visitors else stay away isn't. */
const QUIET = 900;
const TIMES_THE_USUAL = 3;

type Facts = Pick<ReadableFacts, 'nginx' | 'fpm' | 'paths'> &
  Partial<Pick<ReadableFacts, 'logLines' | 'processes' | 'changes' | 'identity'>>;

/**
 * Whether somebody answered at the address after nginx's file was written and read, and after the pool's file was: then the
 * file isn't what is wrong. It shows by a silence before the first error that no lack of visitors explains.
 */
export function workedBefore(links: readonly Link[], pool: Pool, facts: Facts): Verdict {
  const { logLines, identity, changes } = facts;
  const [link] = links;
  const address = link?.target.address ?? null;
  if (link === undefined || address === null || logLines === undefined || identity === undefined) return allows();
  const errors = logLines
    .filter((line) => {
      const upstream =
        line.program === 'nginx' && (line.errno === 2 || line.errno === 111) ? upstreamAddress(line) : null;
      return upstream !== null && line.at < probedSince(identity) && sameAddress(address, upstream, facts.paths);
    })
    .map(({ at }) => at)
    .toSorted((one, other) => one - other);
  const [first] = errors;
  if (first === undefined || errors.length < 3) return allows();
  const { file } = link.target.source;
  const written = facts.nginx.files.find(({ path }) => path === file)?.changedAt ?? 0;
  const poolWritten =
    facts.fpm.flatMap(({ files }) => files).find(({ path }) => path === pool.place.file)?.changedAt ?? 0;
  const since = Math.max(written, poolWritten, nginxLoadedAt(facts.processes ?? []) ?? 0, changes?.logsSince ?? first);
  const apart = errors.slice(1).map((at, index) => at - (errors[index] ?? at));
  const usual = Math.max(...apart);
  if (first - since <= Math.max(QUIET, TIMES_THE_USUAL * usual)) return allows();
  return forbids(
    `nginx reads ${file} as it is since ${showTime(since) ?? '?'}, and the first error is of ${showTime(first) ?? '?'}: until then somebody answered at ${showAddress(address)}, and who isn't known`,
  );
}
