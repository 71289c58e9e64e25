import type { HostFacts } from '../facts/host-facts.ts';
import type { FactName, ReadableFacts } from '../facts/known-facts.ts';
import { readable, type ReadableHost } from '../facts/readable.ts';
import { unwrittenLogs } from '../facts/unwritten-logs.ts';
import { allChecks } from './all-checks.ts';
import type { Check, FindingDraft } from './define-check.ts';
import type { Diagnosis, Finding, Skipped } from './finding.ts';
import { holdEdits } from './hold-edits.ts';
import { holdForRoom } from './hold-for-room.ts';
import { dropExplained, rootCausesFirst } from './root-cause.ts';
import { nginxUnitOf } from './state/nginx-state.ts';
import { linkSymptoms } from './symptoms.ts';

/**
 * What all checks say of a host. A check whose facts aren't all known is skipped with every reason; a site that is
 * broken and that no other finding explains is `unexplained-502`.
 */
export function diagnose(facts: HostFacts, checks: readonly Check[] = allChecks): Diagnosis {
  const host = readable(facts);
  const answers = checks.map((check) => ask(check, host));
  const explained = dropExplained(
    answers.flatMap(({ findings }) => findings),
    'unexplained-502',
  );
  const held = holdForRoom(holdEdits(linkSymptoms(explained), nginxUnitName(facts)), host.limits);
  return {
    findings: rootCausesFirst(
      held,
      checks.map(({ cause }) => cause),
    ),
    skipped: answers.flatMap(({ skipped }) => skipped),
  };
}

interface Answer {
  readonly findings: readonly Finding[];
  readonly skipped: readonly Skipped[];
}

function ask(check: Check, host: ReadableHost): Answer {
  const { cause } = check;
  const reasons = check.reads.flatMap((name) => {
    const fact = host[name];
    return fact.state === 'known' ? [] : [fact.why];
  });
  if (reasons.length > 0) return { findings: [], skipped: [{ cause, why: joined(reasons) }] };
  const drafts = check.run(pick(host, [...check.reads, ...(check.consults ?? [])]));
  const undecided = [
    ...drafts.flatMap((draft) => ('undecided' in draft ? [draft.undecided] : [])),
    ...(check.reads.includes('logLines') && host.nginx.state === 'known' ? unwrittenLogs(host.nginx.value) : []),
  ];
  return {
    findings: drafts.flatMap((draft) => ('undecided' in draft ? [] : [findingOf(check, draft)])),
    skipped: undecided.length === 0 ? [] : [{ cause, why: joined(undecided) }],
  };
}

const findingOf = (check: Check, draft: FindingDraft): Finding => ({
  cause: check.cause,
  severity: draft.severity ?? check.severity,
  subject: draft.subject,
  message: draft.message,
  evidence: draft.evidence,
  remedy: draft.remedy,
  whyNoRemedy: draft.whyNoRemedy ?? '',
  sites: draft.sites,
  because: draft.because ?? [],
});

/** The known facts of these names. That a check gets no more than it declared is what `defineCheck`'s types promise. */
function pick(host: ReadableHost, names: readonly FactName[]): ReadableFacts {
  const known = names.flatMap((name) => {
    const fact = host[name];
    return fact.state === 'known' ? [[name, fact.value] as const] : [];
  });
  return Object.fromEntries(known) as unknown as ReadableFacts;
}

function nginxUnitName({ nginx, units, processes }: HostFacts): string | null {
  if (nginx.state !== 'known' || units.state !== 'known') return null;
  return nginxUnitOf(nginx.value, units.value, processes.state === 'known' ? processes.value : [])?.name ?? null;
}

// A derived fact's reason joins those of the facts behind it, which a check may read as well.
const joined = (reasons: readonly string[]): string =>
  [...new Set(reasons.flatMap((reason) => reason.split('; ')))].join('; ');
