import type { HostFacts } from '../facts/host-facts.ts';
import { fpmGaps, nginxGaps } from '../facts/gaps.ts';
import type { FactName, ReadableFacts } from '../facts/known-facts.ts';
import type { LogLine } from '../facts/log-line.ts';
import { wasAsked } from '../facts/network.ts';
import { readable, type ReadableHost } from '../facts/readable.ts';
import { unwrittenLogs } from '../facts/unwritten-logs.ts';
import { allChecks } from './all-checks.ts';
import {
  type Check,
  ERROR_GRADES,
  type ErrorGrades,
  type FindingDraft,
  type SoFar,
  type Undecided,
} from './define-check.ts';
import { isBroken } from './evidence/site-status.ts';
import type { Diagnosis, Evidence, EvidenceDraft, Finding, Skipped } from './finding.ts';
import { holdEdits } from './hold-edits.ts';
import { holdForRoom } from './hold-for-room.ts';
import { dropExplained, rootCausesFirst } from './root-cause.ts';
import { nginxUnitOf } from './state/nginx-state.ts';
import { linkSymptoms } from './symptoms.ts';

/**
 * What all checks say of a host. A check whose facts aren't all known is skipped with every reason; a site that is
 * broken and that no other finding explains is `unexplained-502`.
 */
export function diagnose(
  facts: HostFacts,
  grades: ErrorGrades = ERROR_GRADES,
  checks: readonly Check[] = allChecks,
): Diagnosis {
  const host = readable(facts);
  const first = checks.filter(({ last }) => last !== true).map((check) => ask(check, host, NOTHING_YET));
  const sofar = { ...soFar(first), grades };
  const last = checks.filter((check) => check.last === true).map((check) => ask(check, host, sofar));
  const answers = [...first, ...last];
  const explained = [...sofar.findings, ...last.flatMap(({ findings }) => findings)];
  const gaps = gapsOf(host);
  const held = holdForRoom(holdEdits(linkSymptoms(explained), nginxUnitName(facts), gaps), host.limits);
  return {
    findings: rootCausesFirst(
      held,
      checks.map(({ cause }) => cause),
    ),
    skipped: answers.flatMap(({ skipped }) => skipped),
    unjudged: distinct([...gaps, ...answers.flatMap(({ unjudged }) => unjudged)]),
  };
}

/** What of known configurations isn't known: a site that nobody has read of can't be judged. */
const gapsOf = ({ nginx, fpm }: ReadableHost): readonly string[] => [
  ...(nginx.state === 'known' ? nginxGaps(nginx.value) : []),
  ...(fpm.state === 'known' ? fpm.value.flatMap(fpmGaps) : []),
];

function soFar(answers: readonly Answer[]): Omit<SoFar, 'grades'> {
  const findings = dropExplained(
    answers.flatMap((answer) => answer.findings),
    'unexplained-502',
  );
  const claims = new Map(answers.flatMap((answer) => answer.claims));
  return { findings, claimed: new Set(findings.flatMap((finding) => claims.get(finding) ?? [])) };
}

const NOTHING_YET: SoFar = { findings: [], claimed: new Set(), grades: ERROR_GRADES };

interface Answer {
  readonly findings: readonly Finding[];
  /** The log lines that each finding explains. */
  readonly claims: readonly (readonly [Finding, readonly LogLine[]])[];
  readonly skipped: readonly Skipped[];
  /** Of what was skipped, what could have shown that something is broken. */
  readonly unjudged: readonly string[];
}

function ask(check: Check, host: ReadableHost, sofar: SoFar): Answer {
  const { cause } = check;
  const weighs = check.severity !== 'notice';
  const missing = check.reads.flatMap((name) => {
    const fact = host[name];
    return fact.state === 'known' ? [] : [fact];
  });
  if (missing.length > 0) {
    // That there is none of something is known.
    const untold = missing.filter(({ state }) => weighs && state === 'unknown');
    return {
      findings: [],
      claims: [],
      skipped: [{ cause, why: joined(missing.map(({ why }) => why)) }],
      unjudged: sentencesOf(untold.map(({ why }) => why)),
    };
  }
  const drafts = check.run(pick(host, [...check.reads, ...(check.consults ?? [])]), sofar);
  const claims = drafts.flatMap((draft) =>
    'undecided' in draft ? [] : [[findingOf(check, draft), linesOf(draft)] as const],
  );
  const open = drafts.flatMap((draft) => ('undecided' in draft ? [draft] : []));
  const undecided = [
    ...open.map((each) => each.undecided),
    // Where logs go is whoever runs the host's choice; what they would tell is asked of the sites.
    ...(check.reads.includes('logLines') && host.nginx.state === 'known' ? unwrittenLogs(host.nginx.value) : []),
  ];
  return {
    findings: claims.map(([finding]) => finding),
    claims,
    skipped: undecided.length === 0 ? [] : [{ cause, why: joined(undecided) }],
    unjudged: weighs ? open.filter((each) => !isHarmless(each, host)).map((each) => each.undecided) : [],
  };
}

function isHarmless({ harmless, sites }: Undecided, { siteStatuses }: ReadableHost): boolean {
  if (harmless === true) return true;
  if (sites === undefined || siteStatuses.state !== 'known') return false;
  return sites.every((site) =>
    siteStatuses.value.some((answer) => answer.site === site && wasAsked(answer) && !isBroken(answer)),
  );
}

const findingOf = (check: Check, draft: FindingDraft): Finding => ({
  cause: check.cause,
  severity: draft.severity ?? check.severity,
  subject: draft.subject,
  message: draft.message,
  evidence: draft.evidence.map(withoutLines),
  remedy: draft.remedy,
  whyNoRemedy: draft.whyNoRemedy ?? '',
  sites: draft.sites,
  because: draft.because ?? [],
});

const linesOf = ({ evidence, claims = [] }: FindingDraft): readonly LogLine[] => [
  ...claims,
  ...evidence.flatMap(({ lines = [] }) => lines),
];

const withoutLines = ({ source, line, text, at, firstAt }: EvidenceDraft): Evidence =>
  firstAt === undefined ? { source, line, text, at } : { source, line, text, at, firstAt };

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

const joined = (reasons: readonly string[]): string => sentencesOf(reasons).join('; ');

// A derived fact's reason joins those of the facts behind it, which a check may read as well.
const sentencesOf = (reasons: readonly string[]): readonly string[] =>
  distinct(reasons.flatMap((reason) => reason.split('; ')));

const distinct = (words: readonly string[]): readonly string[] => [...new Set(words)];
