import { CHANGES_WINDOW } from './changes.ts';
import type { Fact } from './fact.ts';
import type { HostFacts } from './host-facts.ts';
import { fileEvents, packageEvents, programEvents } from './timeline/changes-made.ts';
import type { TimelineEntry } from './timeline/entry.ts';
import { saidAfter } from './timeline/said-after.ts';
import { firstError } from './timeline/first-error.ts';
import { unitEvents } from './timeline/unit-events.ts';

/** More than this nobody reads. */
const MOST_ENTRIES = 10;

/**
 * What happened to a host in the last day, newest last: its boot, packages, configuration files, units, and the first line
 * that nginx wrote of the error that it still has. Of more than ten entries those around that error are kept.
 */
export function timelineOf(facts: HostFacts): readonly TimelineEntry[] {
  if (facts.identity.state !== 'known') return [];
  const { now } = facts.identity.value;
  const { changes, units, logLines, processes, nginx, fpm } = facts;
  const bootedAt = changes.state === 'known' ? changes.value.bootedAt : null;
  const unit = unitEvents(listOf(units), listOf(logLines));
  const error = firstError(listOf(logLines));
  const all: readonly TimelineEntry[] = [
    ...(bootedAt === null ? [] : [{ at: bootedAt, kind: 'boot' as const, text: 'the host was booted' }]),
    ...packageEvents(changes.state === 'known' ? (changes.value.packages ?? []) : []),
    ...fileEvents('nginx', nginx.state === 'known' ? nginx.value.files : []),
    ...fileEvents(
      'PHP-FPM',
      listOf(fpm).flatMap(({ files }) => files),
    ),
    ...unit,
    ...programEvents(listOf(processes), unit),
    ...(error === null ? [] : [error.entry]),
  ];
  const recent = all
    .filter(({ at }) => at >= now - CHANGES_WINDOW && at <= now + 60)
    .toSorted(
      (one, other) => Math.floor(one.at) - Math.floor(other.at) || ORDER.indexOf(one.kind) - ORDER.indexOf(other.kind),
    );
  const at = recent.findIndex(({ kind }) => kind === 'error');
  if (error === null || at < 0) return recent.slice(-MOST_ENTRIES);
  const since = changes.state === 'known' ? (changes.value.logsSince ?? null) : null;
  const after = recent.slice(at + 1).slice(-3);
  const before = recent.slice(Math.max(0, at + 1 - (MOST_ENTRIES - after.length)), at);
  return [...before, saidAfter(error, recent.slice(0, at), since), ...after];
}

/** Why a timeline may lack something, in words. */
export function timelineGaps({ changes, units, logLines, nginx, fpm }: HostFacts): readonly string[] {
  const unknown = (what: string, fact: Fact<unknown>) => (fact.state === 'unknown' ? [`${what}: ${fact.why}`] : []);
  return [
    ...unknown('packages and boot', changes),
    ...(changes.state === 'known' && changes.value.packages === null
      ? ['packages: no log of dpkg or dnf could be read']
      : []),
    ...unknown('units', units),
    ...unknown('errors', logLines),
    ...unknown("nginx's files", nginx),
    ...unknown("PHP-FPM's files", fpm),
  ];
}

/** What is told first of one second: nginx's log has no finer time, and an error comes after what made it. */
const ORDER: readonly TimelineEntry['kind'][] = ['boot', 'package', 'file', 'unit', 'error'];

const listOf = <Item>(fact: Fact<readonly Item[]>): readonly Item[] => (fact.state === 'known' ? fact.value : []);
