import { type Fact, known, unknown } from '../../facts/fact.ts';
import type { Process } from '../../facts/system.ts';
import { defineCollector } from '../define-collector.ts';
import { type Block, blocksOf, blockText, linesOf } from '../shell/blocks.ts';
import { clockOf } from '../shell/clock.ts';

/** The processes of nginx and PHP-FPM, by their titles. Source: proc(5). */
export const processes = defineCollector({
  fact: 'processes',
  maxBytes: 4 * 1024 * 1024,
  script: String.raw`
[ -r /proc/1/comm ] || unknown 'processes of other users are hidden (/proc has hidepid): needs root'
say_clock
[ -n "$program_pids" ] || exit 0
titles= status= stat= cgroup= exe=
for pid in $program_pids; do
  title=
  IFS= read -r title <"/proc/$pid/cmdline"
  titles=$titles$pid' '$title$nl
  status="$status /proc/$pid/status" stat="$stat /proc/$pid/stat"
  cgroup="$cgroup /proc/$pid/cgroup" exe="$exe /proc/$pid/exe"
done
block titles "$titles"
status=$(grep -HE '^(PPid|Uid|Gid|Groups|VmRSS):' $status)
block status "$status"
block stat "$(grep -H . $stat)"
block cgroup "$(grep -HE '\.service' $cgroup)"
block exe "$(ls -l $exe)"
uids=$(printf '%s\n' "$status" | awk '/:Uid:/ && !seen[$3]++ { print $3 }')
if command -v getent >/dev/null; then
  block users "$(getent passwd $uids)"
else
  block users "$(cat /etc/passwd)"
fi
`,
  parse: ({ bytes }): Fact<readonly Process[]> => {
    const blocks = blocksOf(bytes);
    const clock = clockOf(blockText(blocks, 'clock'));
    if (clock === null) return unknown('the host told no time that makes sense');
    const status = byPid(blocks, 'status');
    const stat = byPid(blocks, 'stat');
    const cgroup = byPid(blocks, 'cgroup');
    const exe = exesOf(blockText(blocks, 'exe'));
    const users = new Map(linesOf(blockText(blocks, 'users')).map((line) => [line.split(':')[2], line.split(':')[0]]));
    return known(
      linesOf(blockText(blocks, 'titles')).flatMap((line) => {
        const [, pid = '', title = ''] = /^(\d+) (.*)$/.exec(line) ?? [];
        const role = roleOf(title.trim());
        const values = statusOf(status.get(pid) ?? []);
        const fields = (stat.get(pid)?.[0] ?? '').replace(/^.*\) /, '').split(' ');
        const [uid, gid] = [values('Uid')[1], values('Gid')[1]];
        if (role === null || uid === undefined || gid === undefined || fields.length < 20) return [];
        return {
          pid: Number(pid),
          parent: values('PPid')[0] ?? 0,
          ...role,
          title: title.trim(),
          uid,
          user: users.get(String(uid)) ?? String(uid),
          gid,
          groups: values('Groups'),
          startedAt: clock.fromTicks(Number(fields[19])),
          rssKb: values('VmRSS')[0] ?? 0,
          activity: /^[A-Za-z]$/.test(fields[0] ?? '') ? (fields[0] ?? null) : null,
          unit: unitOf(cgroup.get(pid) ?? []),
          exe: exe.get(pid) ?? null,
        };
      }),
    );
  },
});

// Titles decide: both programs set them once they serve, while a mere `nginx -t` keeps its command line.
function roleOf(title: string): Pick<Process, 'program' | 'role'> | null {
  const [, nginx] = /^nginx: (master process|worker process|cache (?:manager|loader) process)\b/.exec(title) ?? [];
  if (nginx !== undefined) return { program: 'nginx', role: nginx === 'master process' ? 'master' : 'worker' };
  const [, fpm] = /^php-fpm: (master process|pool )/.exec(title) ?? [];
  return fpm === undefined ? null : { program: 'php-fpm', role: fpm === 'pool ' ? 'worker' : 'master' };
}

function byPid(blocks: readonly Block[], name: string): ReadonlyMap<string, readonly string[]> {
  const lines = new Map<string, string[]>();
  for (const line of linesOf(blockText(blocks, name))) {
    const [, pid = '', rest = ''] = /^\/proc\/(\d+)\/\w+:(.*)$/.exec(line) ?? [];
    const known = lines.get(pid);
    if (known === undefined) lines.set(pid, [rest]);
    else known.push(rest);
  }
  return lines;
}

const statusOf =
  (lines: readonly string[]) =>
  (key: string): readonly number[] =>
    (lines.find((line) => line.startsWith(`${key}:`)) ?? '').match(/\d+/g)?.map(Number) ?? [];

// `user@1000.service` holds units of a user's own manager, of which the system's knows nothing.
function unitOf(cgroups: readonly string[]): string | null {
  const paths = cgroups.filter((path) => !path.includes('/user@'));
  return (
    paths.map((path) => /\/([^/]+\.service)(?:\/[^/]*)*$/.exec(path)?.[1]).find((unit) => unit !== undefined) ?? null
  );
}

const exesOf = (listing: string): ReadonlyMap<string, string> =>
  new Map(
    linesOf(listing).flatMap((line) => {
      const [, pid, path] = / \/proc\/(\d+)\/exe -> (.*?)(?: \(deleted\))?$/.exec(line) ?? [];
      return pid === undefined || path === undefined ? [] : [[pid, path] as const];
    }),
  );
