import { CHANGES_WINDOW, type HostChanges } from '../../facts/changes.ts';
import { known } from '../../facts/fact.ts';
import { parseDnfLine } from '../../formats/logs/dnf.ts';
import { type PackageEntry, parseDpkgLine } from '../../formats/logs/dpkg.ts';
import { type Collector, defineCollector } from '../define-collector.ts';
import { blocksOf, linesOf } from '../shell/blocks.ts';
import type { LogQuestion } from './log-lines.ts';

/** When the host was booted, and which packages changed in the last day; times by the host's own clock. */
export const changesOf = ({ now, since, utcOffsetMinutes }: LogQuestion): Collector<'changes'> =>
  defineCollector({
    fact: 'changes',
    seconds: 5,
    script,
    parse: ({ bytes }) => {
      let bootedAt: number | null = null;
      let packages: PackageEntry[] | null = null;
      for (const { name, text } of blocksOf(bytes)) {
        if (name === 'uptime' && /^\d+(?:\.\d+)?$/.test(text)) bootedAt = now - Math.floor(Number(text));
        if (name !== 'dpkg' && name !== 'dnf') continue;
        const parse = name === 'dpkg' ? (line: string) => parseDpkgLine(line, utcOffsetMinutes) : parseDnfLine;
        const entries = linesOf(text)
          .map(parse)
          .filter((entry) => entry !== null);
        packages = [...(packages ?? []), ...entries.filter(({ at }) => at >= now - CHANGES_WINDOW)];
      }
      return known({ bootedAt, packages, logsSince: since } satisfies HostChanges);
    },
  });

// The log before the last rotation has yesterday's end. Only lines that name a package's coming and going leave the host.
const script = String.raw`
read -r up idle </proc/uptime && block uptime "$up"
tell() {
  [ -r "$3" ] || return
  block "$1" "$(tail -q -c 131072 "$3.1" "$3" | grep -aE "$2" | tail -n 500)"
}
tell dpkg '^[-0-9]{10} [:0-9]{8} (install|upgrade|remove|purge) ' /var/log/dpkg.log
tell dnf ' SUBDEBUG (Installed|Upgrade|Downgrade|Erase|Removed): ' /var/log/dnf.rpm.log
exit 0
`;
