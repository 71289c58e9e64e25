import { findingKey } from '../checks/finding.ts';
import { type Change, changesNothing } from '../plan/change.ts';
import { describe } from '../plan/describe.ts';
import { diffOf } from '../plan/diff.ts';
import type { HostPlan, Stop } from '../plan/plan.ts';
import { clean } from './clean.ts';
import type { ChangeView, HostError, HostReport, HostStatus, RefusalView } from './host-report.ts';

/** A host's report once it is planned: what would change, what is left alone and why, what waits for approval. */
export function plannedReport(report: HostReport, plan: HostPlan): HostReport {
  const found = new Set(report.findings.map(findingKey));
  const refused = [
    ...plan.refused.flatMap(({ finding, why }) => (finding === null || found.has(finding) ? [{ finding, why }] : [])),
    ...unanswered(report, plan),
  ];
  return {
    ...report,
    status: statusOf(report, plan),
    changes: plan.changes.map(changeView),
    notes: clean(plan.notes ?? []),
    questions: clean(plan.questions ?? []),
    refused: clean(refused),
    needsApproval: plan.needsApproval.filter((finding) => found.has(finding)),
    ...(plan.stopped === undefined ? {} : { error: stopError(plan.stopped) }),
  };
}

const stopError = ({ reason, step, why }: Stop): HostError =>
  clean({ reason, message: `${step}: ${why}`, hint: 'nothing was changed on this host' });

/** Tests and waits alone change nothing. */
const changes = (plan: HostPlan): boolean => plan.changes.some((change) => !changesNothing(change));

function statusOf({ findings }: HostReport, plan: HostPlan): HostStatus {
  if (plan.stopped !== undefined) return 'refused';
  if (changes(plan)) return 'would-change';
  if (plan.needsApproval.length > 0) return 'needs-approval';
  const left = plan.refused.length > 0 || findings.some(({ severity }) => severity !== 'notice');
  return left ? 'refused' : 'ok';
}

/** Root causes that no step of the playbook spoke to. */
function unanswered({ findings }: HostReport, plan: HostPlan): readonly RefusalView[] {
  const spoken = new Set([...plan.answered, ...plan.refused.map(({ finding }) => finding), ...plan.needsApproval]);
  return findings
    .filter(
      (finding) => finding.because.length === 0 && finding.severity !== 'notice' && !spoken.has(findingKey(finding)),
    )
    .map((finding) => ({
      finding: findingKey(finding),
      why: finding.remedy === null ? finding.whyNoRemedy : 'no step of this playbook answers it',
    }));
}

function changeView(change: Change): ChangeView {
  const { id, kind, step, finding } = change;
  return clean({ id, kind, step, finding, summary: describe(change), diff: diffOf(change), state: 'planned' });
}
