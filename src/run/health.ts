import type { HostFacts } from '../facts/host-facts.ts';
import { clean } from './clean.ts';
import type { HostError, HostReport } from './host-report.ts';
import type { Look } from './look.ts';
import { notAllSeen } from './without-root.ts';

/** How well a host is by a look: healthy is only one of which all is known that decides. */
export type Health = Pick<HostReport, 'error'> & {
  readonly status: 'healthy' | 'unhealthy' | 'unknown' | 'failed';
};

/** Broken where something is found; unknown, with the reasons, where something that decides isn't judged; else healthy. */
export function healthOf({ facts, diagnosis, view }: Pick<Look, 'facts' | 'diagnosis' | 'view'>): Health {
  const failed = nothingKnown(facts);
  if (failed !== null) return { status: 'failed', error: clean(failed) };
  if (view.findings.some(({ severity }) => severity !== 'notice')) return { status: 'unhealthy', error: null };
  const unasked = nothingHere(facts) ?? notAllSeen(facts, view.skipped);
  if (unasked !== null) return { status: 'failed', error: clean(unasked) };
  const { unjudged } = diagnosis;
  if (unjudged.length > 0) return { status: 'unknown', error: clean(notJudged(unjudged)) };
  return { status: 'healthy', error: null };
}

/** Why nothing can be said of a host: it told neither of nginx nor of PHP-FPM, though it answered. Null where it told. */
export function nothingKnown({ nginx, fpm }: Pick<HostFacts, 'nginx' | 'fpm'>): HostError | null {
  if (nginx.state !== 'unknown' || fpm.state !== 'unknown') return null;
  const why = [...new Set([nginx.why, fpm.why])].join('; ');
  const message = `the host told nothing of nginx or PHP-FPM that could be understood: ${why}`;
  return { reason: 'nothing-known', message, hint: 'suture facts HOST shows what it said' };
}

/** That there is nothing to judge, with what was searched; null where there is. */
function nothingHere({ nginx, fpm }: Pick<HostFacts, 'nginx' | 'fpm'>): HostError | null {
  if (nginx.state !== 'absent' || fpm.state !== 'absent') return null;
  const searched = [nginx.why, fpm.why].filter((why) => why !== '').join('; ');
  return {
    reason: 'nothing-here',
    message: `neither nginx nor PHP-FPM was found: ${searched || 'the host did not say where it looked'}`,
    hint: 'if they are installed elsewhere, or in a container, that is where to look',
  };
}

function notJudged(why: readonly string[]): HostError {
  const more = why.length - MOST;
  const told = `${why.slice(0, MOST).join('; ')}${more > 0 ? `; and ${more} more` : ''}`;
  return {
    reason: 'not-judged',
    message: `nothing wrong was found, and not all that decides is known: ${told}`,
    hint: '-v says which checks could not be made',
  };
}

/** More reasons than these nobody reads. */
const MOST = 5;
