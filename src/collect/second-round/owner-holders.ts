import type { Holder } from '../../facts/owners/owner-search.ts';
import { type Block, blockText, linesOf } from '../shell/blocks.ts';
import type { HostClock } from '../shell/clock.ts';

/** Reads what `show_holders` printed; a process that ended meanwhile is left out. */
export function holdersOf(blocks: readonly Block[], clock: HostClock): readonly Holder[] {
  const status = byPid(blockText(blocks, 'status'));
  const stat = byPid(blockText(blocks, 'stat'));
  const cgroup = byPid(blockText(blocks, 'cgroup'));
  const users = new Map(
    linesOf(blockText(blocks, 'users')).map((line) => [
      line.slice(line.lastIndexOf(':') + 1),
      line.replace(/:\d*$/, ''),
    ]),
  );
  return blocks.flatMap(({ name, text }): readonly Holder[] => {
    if (name !== 'command') return [];
    const [, pid = '', command = ''] = /^(\d+) ([^]*)$/.exec(text) ?? [];
    const lines = status.get(pid) ?? [];
    const number = (pattern: RegExp): number | null => {
      const digits = lines.map((line) => pattern.exec(line)?.[1]).find((each) => each !== undefined);
      return digits === undefined ? null : Number(digits);
    };
    const uid = number(/^Uid:\s+\d+\s+(\d+)/);
    const fields = (stat.get(pid)?.[0] ?? '').replace(/^.*\) /, '').split(' ');
    if (uid === null || fields.length < 20) return [];
    const groups = cgroup.get(pid) ?? [];
    return [
      {
        pid: Number(pid),
        parent: number(/^PPid:\s+(\d+)/) ?? 0,
        uid,
        user: users.get(String(uid)) ?? String(uid),
        command: command.trim(),
        startedAt: clock.fromTicks(Number(fields[19])),
        unit: unitOf(groups),
        container: groups.map((group) => CONTAINER.exec(group)?.[1]).find((id) => id !== undefined) ?? null,
      },
    ];
  });
}

/** The id in a container's cgroup. Source: docker, podman (libpod), containerd (cri), Kubernetes. */
const CONTAINER = /(?:docker|libpod|cri-containerd|crio)[-/]([0-9a-f]{12,64})/;

function unitOf(groups: readonly string[]): string | null {
  const paths = groups.filter((path) => !path.includes('/user@'));
  return (
    paths.map((path) => /\/([^/]+\.service)(?:\/[^/]*)*$/.exec(path)?.[1]).find((unit) => unit !== undefined) ?? null
  );
}

function byPid(text: string): ReadonlyMap<string, readonly string[]> {
  const lines = new Map<string, string[]>();
  for (const line of linesOf(text)) {
    const [, pid = '', rest = ''] = /^\/proc\/(\d+)\/\w+:(.*)$/.exec(line) ?? [];
    const known = lines.get(pid);
    if (known === undefined) lines.set(pid, [rest]);
    else known.push(rest);
  }
  return lines;
}
