import type { ReadableFacts } from '../../facts/known-facts.ts';
import type { LogLine } from '../../facts/log-line.ts';
import type { Site } from '../../facts/topology.ts';
import { probeLines } from './probe-lines.ts';

const BAD: ReadonlySet<string> = new Set(['error', 'crit', 'alert', 'emerg']);

const NOT_A_WARNING = /^(?!FastCGI sent in stderr: "(?:PHP message: )?PHP (?:Warning|Notice|Deprecated))/;

/** What nginx complained of when it was asked for a site (by default for the site's own path), whatever it was; what PHP only warned of is left out. */
export const saidOfProbe = (
  site: Site,
  facts: Pick<ReadableFacts, 'identity' | 'logLines'>,
  path?: string,
): readonly LogLine[] => probeLines(site, facts, NOT_A_WARNING, path).filter(({ level }) => BAD.has(level));
