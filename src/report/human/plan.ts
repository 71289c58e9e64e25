import { findingKey } from '../../checks/finding.ts';
import {
  leavesHostAsIs,
  type AfterwardsView,
  type ChangeView,
  type HostReport,
  type HostStatus,
} from '../../run/host-report.ts';
import { findingLines } from './findings.ts';
import { type Group, groupBy } from './group.ts';
import { hostsNamed, names } from './names.ts';
import type { RunPage } from './page.ts';
import type { Paint } from './style.ts';
import { inLine, labelled, wrap } from './wrap.ts';

/** What was found, and what would be, or was, done about it, or why nothing. Hosts with the same plan stand together. */
export function planText(hosts: readonly HostReport[], page: RunPage): string {
  const before = hosts.map((host) => ({ ...host, ...host.verify?.before }));
  const planned = hosts.filter(({ changes }) => changes.length > 0);
  const lines = [
    ...findingLines(before, page),
    ...groupBy(planned, ({ status, changes, afterwards }) =>
      JSON.stringify([status, afterwards, changes.map(({ summary, diff, state }) => [summary, diff, state])]),
    ).flatMap((group) => planLines(group, page)),
    ...revealedLines(hosts, page),
    ...noteLines(hosts, page),
    ...refusalLines(
      before.map((host) => ({ ...host, findings: [...host.findings, ...host.revealed] })),
      page,
    ),
  ];
  return lines.length === 0 ? '' : `${lines.join('\n')}\n`;
}

const HEADS: Readonly<Partial<Record<HostStatus, string>>> = {
  'would-change': 'plan',
  changed: 'changed',
  'rolled-back': 'rolled back',
};

function planLines(group: Group<HostReport>, page: RunPage): readonly string[] {
  const [first] = group;
  const { paint, width } = page;
  return [
    '',
    paint('bold', headOf(first)),
    ...wrap(hostsNamed(group.map(({ host }) => host)), width, '  '),
    ...first.changes.flatMap((change) => changeLines(change, page)),
    ...(first.rehearsed === null ? [] : labelled('rehearsed', rehearsal(first), width)),
    ...(first.status === 'would-change' ? first.afterwards.flatMap((block) => blockLines(block, width)) : []),
    ...(group.some(mayHideMore) ? labelled('further', FURTHER, width) : []),
  ];
}

function headOf({ status, changes }: HostReport): string {
  if (status !== 'rolled-back' && changes.every(leavesHostAsIs))
    return status === 'failed' ? 'check failed' : 'checked';
  return HEADS[status] ?? `planned, but ${status}`;
}

/** What the playbook tells; hosts that are told the same stand together. */
function noteLines(hosts: readonly HostReport[], { width, paint }: RunPage): readonly string[] {
  const told = hosts.flatMap(({ host, status, notes, questions }) => [
    ...notes.map(({ message }) => ({ head: 'note', host, message })),
    // What nobody is going to begin needs no answer.
    ...(status === 'would-change' ? questions : []).map(({ message }) => ({ head: 'asks first', host, message })),
  ]);
  return groupBy(told, ({ head, message }) => `${head}\0${message}`).flatMap((group) => [
    '',
    paint('bold', group[0].head),
    ...wrap(`${names(hostsOf(group))}: ${inLine(group[0].message)}`, width, '  '),
  ]);
}

/** Behind a fault that breaks a site there may be others, which nobody can see before it is cured. */
const mayHideMore = ({ status, sites }: HostReport): boolean =>
  status === 'would-change' && sites.some((site) => site.status === null || site.status >= 500);

const BLOCKS = { on_failure: 'on failure', always: 'in the end' } as const;

function blockLines({ block, changes, why }: AfterwardsView, width: number): readonly string[] {
  const told = changes.length === 0 ? 'nothing, as things are' : changes.map(inLine).join('; ');
  return labelled(BLOCKS[block], why === null ? told : `nobody can tell: ${inLine(why)}`, width);
}

const FURTHER = 'what comes to light once this is cured is repaired in the same run, at the same levels';

/** What came to light once the first faults were cured, whether it was cured too or is still there. */
function revealedLines(hosts: readonly HostReport[], page: RunPage): readonly string[] {
  const told = hosts.filter(({ revealed }) => revealed.length > 0);
  if (told.length === 0) return [];
  const lines = findingLines(
    told.map((host) => ({ ...host, findings: host.revealed, timeline: [], timelineGaps: [] })),
    page,
  );
  return ['', page.paint('bold', 'came to light after that'), ...lines];
}

function changeLines(change: ChangeView, { paint, width, diff: wanted }: RunPage): readonly string[] {
  const { id, state, diff, afterwards = false } = change;
  const how = state === 'planned' || state === 'done' ? '' : ` (${state})`;
  const summary = afterwards ? `afterwards: ${change.summary}` : change.summary;
  const indent = ' '.repeat(id.length + 3);
  const [first = '', ...rest] = wrap(inLine(`${summary}${how}`), width, indent);
  const head = [`  ${id} ${first.slice(indent.length)}`, ...rest];
  if (!wanted || diff === '') return head;
  return [
    ...head,
    ...diff
      .trimEnd()
      .split('\n')
      .map((line) => `     ${paintDiff(line, paint)}`),
  ];
}

function paintDiff(line: string, paint: Paint): string {
  if (line.startsWith('+')) return paint('green', line);
  return line.startsWith('-') ? paint('red', line) : line;
}

function rehearsal({ rehearsed, whyNotRehearsed }: HostReport): string {
  if (rehearsed === true) return 'yes, the real programs accept the new files';
  return `no: ${whyNotRehearsed ?? 'no reason was given'}`;
}

/** What is left alone, unless its finding has said so already. */
function refusalLines(hosts: readonly HostReport[], { width }: RunPage): readonly string[] {
  const refused = hosts.flatMap((report) =>
    report.refused.filter((each) => !isTold(each, report)).map((each) => ({ host: report.host, ...each })),
  );
  const waiting = hosts.flatMap(({ host, needsApproval }) => needsApproval.map((finding) => ({ host, finding })));
  return [
    ...groupBy(refused, ({ finding, why }) => `${finding}\0${why}`).flatMap((group) => {
      const [{ finding, why }] = group;
      const what = inLine(finding ?? 'a step of the play');
      return ['', 'left alone', ...wrap(`${what} on ${names(hostsOf(group))}: ${inLine(why)}`, width, '  ')];
    }),
    ...groupBy(waiting, ({ finding }) => finding).flatMap((group) => {
      const [{ finding }] = group;
      const [cause = ''] = finding.split(':');
      const what = `${inLine(finding)} on ${names(hostsOf(group))}: --approve ${cause} approves it`;
      return ['', 'waits for approval', ...wrap(what, width, '  ')];
    }),
  ];
}

const hostsOf = (group: readonly { readonly host: string }[]): readonly string[] => [
  ...new Set(group.map(({ host }) => host)),
];

const isTold = ({ finding, why }: HostReport['refused'][number], { findings }: HostReport): boolean =>
  findings.some((each) => each.because.length === 0 && findingKey(each) === finding && each.whyNoRemedy === why);
