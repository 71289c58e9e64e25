import type { HostReport, TimelineView } from '../../run/host-report.ts';
import type { Page } from './page.ts';
import { inLine, labelled } from './wrap.ts';

/** What happened: all of it with `-v`, else the first error, what came before it, and what was changed last. */
export function timelineLines(
  { timeline, timelineGaps }: HostReport,
  { width, verbosity, paint }: Page,
): readonly string[] {
  const shown = verbosity > 0 ? timeline : mostTelling(timeline);
  const lines = shown.map((entry) => `${paint('dim', entry.at)}  ${inLine(entry.text)}`);
  return [
    ...lines.flatMap((line, index) => labelled(index === 0 ? 'timeline' : '', line, width)),
    ...(verbosity > 0 ? timelineGaps.flatMap((gap) => labelled('not known', gap, width)) : []),
  ];
}

function mostTelling(timeline: readonly TimelineView[]): readonly TimelineView[] {
  const error = timeline.findIndex(({ kind }) => kind === 'error');
  if (error < 0) return timeline.slice(-MOST_SHOWN);
  const after = timeline.slice(error + 1).slice(-1);
  return [...timeline.slice(0, error + 1).slice(after.length - MOST_SHOWN), ...after];
}

const MOST_SHOWN = 3;
