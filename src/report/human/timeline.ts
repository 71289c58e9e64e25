import type { HostReport, TimelineView } from '../../run/host-report.ts';
import type { Page } from './page.ts';
import { inLine, labelled } from './wrap.ts';

/** What happened: all of it with `-v`, else the first error, what came before it, and what was changed last. */
export function timelineLines(
  { timeline, timelineGaps }: HostReport,
  { width, verbosity, paint }: Page,
): readonly string[] {
  const shown = verbosity > 0 ? timeline : mostTelling(timeline);
  const lines = shown.map((entry) => `${paint('dim', entry.at)}  ${inLine(inWords(entry, timeline))}`);
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

/** The first error is told by how long after the last change it came. */
function inWords(entry: TimelineView, timeline: readonly TimelineView[]): string {
  const before = timeline.slice(0, timeline.indexOf(entry)).at(-1);
  if (entry.kind !== 'error' || before === undefined) return entry.text;
  const seconds = Math.round((Date.parse(entry.at) - Date.parse(before.at)) / 1000);
  return `${entry.text}, ${seconds === 0 ? 'right' : duration(seconds)} after ${before.text}`;
}

/** `40 s`, `12 min`, `3 h`. */
function duration(seconds: number): string {
  if (seconds < 120) return `${seconds} s`;
  return seconds < 7200 ? `${Math.round(seconds / 60)} min` : `${Math.round(seconds / 3600)} h`;
}
