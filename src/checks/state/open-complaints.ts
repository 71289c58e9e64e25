import { type Complaint, complaintsIn } from '../../facts/complaints.ts';
import type { ReadableFacts } from '../../facts/known-facts.ts';
import type { NamedPath } from '../../facts/named-path.ts';
import type { ErrorGrades } from '../define-check.ts';
import { isBroken } from '../evidence/site-status.ts';
import type { Severity } from '../finding.ts';
import { type SaidFacts, type SaidLine, saidLines } from './said-lines.ts';

/** A complaint since whoever made it last started or read its files. */
export interface OpenComplaint extends Complaint, Omit<SaidLine, 'line'> {
  /** What stands there; undefined where it was not asked. */
  readonly named: NamedPath | undefined;
}

/** The facts that it takes to tell whose complaints are. */
export type ComplaintFacts = SaidFacts & Pick<ReadableFacts, 'siteStatuses' | 'namedPaths'>;

/** Every complaint that may still be true, oldest first. */
export function openComplaints(facts: ComplaintFacts): readonly OpenComplaint[] {
  const named = new Map(facts.namedPaths.map((each) => [each.state.path, each]));
  return saidLines(facts, (line) => complaintsIn(line)[0]?.by ?? null).flatMap((said) =>
    complaintsIn(said.line).map((each) => ({ ...said, ...each, named: named.get(each.path) })),
  );
}

/** How bad it is: critical where a site fails now, as our own request met; else by how many met it. */
export function gradeOf(
  complaints: readonly Pick<OpenComplaint, 'own' | 'sites'>[],
  { siteStatuses }: Pick<ReadableFacts, 'siteStatuses'>,
  { warning }: ErrorGrades,
): Severity {
  const met = new Set(complaints.filter(({ own }) => own).flatMap(({ sites }) => sites.map(({ id }) => id)));
  const fails = siteStatuses.some(
    (status) => met.has(status.site) && (isBroken(status) || (status.status ?? 0) >= 400),
  );
  if (fails) return 'critical';
  return complaints.some(({ own }) => own) || complaints.length >= warning ? 'warning' : 'notice';
}

/** The sites of complaints, each once. */
export const sitesOfComplaints = (complaints: readonly Pick<OpenComplaint, 'sites'>[]): readonly string[] => [
  ...new Set(complaints.flatMap(({ sites }) => sites.map(({ id }) => id))),
];
