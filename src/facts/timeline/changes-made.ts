import type { PackageEntry } from '../../formats/logs/dpkg.ts';
import type { ConfigFile } from '../file.ts';
import type { Process } from '../system.ts';
import type { TimelineEntry } from './entry.ts';
import { inBursts } from './bursts.ts';

/** Configuration files by the time of their last change (text, owner or mode); what changed at one time is one entry. */
export function fileEvents(program: string, files: readonly ConfigFile[]): readonly TimelineEntry[] {
  const distinct = [...new Map(files.map((file) => [file.realPath, file])).values()];
  return inBursts(
    distinct.map((file) => ({ ...file, at: file.changedAt })),
    1,
  ).map((burst) => {
    const [{ at, realPath }, ...others] = burst.toReversed() as [(typeof burst)[number], ...typeof burst];
    const more = others.length === 0 ? ' was' : ` and ${counted(others.length, 'more file')} of ${program} were`;
    return { at, kind: 'file', text: `${realPath}${more} changed` };
  });
}

/** What a web server's health may hang on, among the hundreds of an upgrade. */
const TELLING = /nginx|openresty|php|openssl|libssl|^libc6$|^glibc$|systemd|selinux|apparmor/;

/** Packages; those of one go of the package manager are one entry, named by those that matter here. */
export const packageEvents = (packages: readonly PackageEntry[]): readonly TimelineEntry[] =>
  (['removed', 'downgraded', 'upgraded', 'installed'] as const)
    .flatMap((verb) =>
      inBursts(
        packages.filter((each) => each.verb === verb),
        120,
      ).map((burst) => ({ verb, burst, last: packages.findLastIndex((each) => each === burst.at(-1)) })),
    )
    // A log that counts in seconds still says what came first.
    .toSorted((one, other) => one.last - other.last)
    .map(({ verb, burst }) => {
      const named = [...new Map(burst.map((each) => [each.name, each])).values()];
      const telling = named.filter(({ name }) => TELLING.test(name));
      const shown = (telling.length > 0 ? telling : named).slice(0, 3).map(showPackage);
      const left = named.length - shown.length;
      const text = `${verb} ${shown.join(', ')}${left > 0 ? ` and ${counted(left, 'more package')}` : ''}`;
      return { at: burst.at(-1)?.at ?? 0, kind: 'package', text };
    });

function showPackage({ name, from, to }: PackageEntry): string {
  if (from !== null && to !== null) return `${name} ${from} → ${to}`;
  return `${name} ${to ?? from ?? ''}`.trim();
}

/** A reload of nginx that systemd wasn't asked for shows by workers that are younger than their master. */
export function programEvents(
  processes: readonly Process[],
  known: readonly TimelineEntry[],
): readonly TimelineEntry[] {
  const master = processes.find(({ program, role }) => program === 'nginx' && role === 'master');
  const serving = processes.filter(
    ({ program, role, title }) => program === 'nginx' && role === 'worker' && !title.includes('shutting down'),
  );
  const at = Math.min(...serving.map(({ startedAt }) => startedAt));
  if (master === undefined || serving.length === 0 || at < master.startedAt + 2) return [];
  if (known.some((entry) => entry.text.startsWith('nginx ') && Math.abs(entry.at - at) < 3)) return [];
  return [{ at, kind: 'unit', text: 'nginx read its files, or its workers were replaced' }];
}

const counted = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`;
