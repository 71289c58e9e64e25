import type { ReadableFacts } from '../../facts/known-facts.ts';
import type { FpmProgram } from '../../facts/programs.ts';
import type { Link } from '../../facts/topology.ts';
import type { Evidence } from '../finding.ts';
import { upstreamLines } from './upstream-lines.ts';

/**
 * nginx's complaints of not reaching the addresses of these links, with one of these errno values, since PHP-FPM last
 * started, reloaded or stopped and nginx last read its configuration.
 */
export const connectLines = (
  facts: Partial<Pick<ReadableFacts, 'logLines' | 'units' | 'processes' | 'paths'>>,
  links: readonly Link[],
  errnos: readonly number[],
  program?: FpmProgram,
): readonly Evidence[] => upstreamLines(facts, links, ({ errno }) => errnos.includes(errno ?? -1), program);
