import type { Confinement } from '../../facts/confinement.ts';
import { type Fact, known, unknown } from '../../facts/fact.ts';
import { parseDenial } from '../../formats/logs/denial.ts';
import { shellCommand } from '../../formats/shell-quote.ts';
import { type Collector, defineCollector } from '../define-collector.ts';
import { blocksOf, blockText, linesOf } from '../shell/blocks.ts';

/** Which labels are asked for, and how far back denials count. */
export interface ConfinementQuestion {
  readonly pids: readonly number[];
  readonly paths: readonly string[];
  /** Seconds since the epoch. */
  readonly since: number;
}

/** What SELinux or AppArmor make of these processes and paths, and what they denied whom. */
export const confinementOf = ({ pids, paths, since }: ConfinementQuestion): Collector<'confinement'> =>
  defineCollector({
    fact: 'confinement',
    seconds: 10,
    script: `${words}show_labels ${shellCommand(pids.map((pid) => `/proc/${pid}/attr/current`))}
show_files ${shellCommand(paths)}
show_denials ${Math.floor(since)}
`,
    parse: ({ bytes }): Fact<Confinement> => {
      const blocks = blocksOf(bytes);
      const text = (name: string): string => blockText(blocks, name);
      const [selinux = '', apparmor = ''] = text('modules').split(' ');
      if (text('modules') === '') return unknown('the host did not say whether SELinux or AppArmor watch its programs');
      const denied = blocks.find(({ name }) => name === 'denials');
      return known({
        selinux: selinux === '1' ? 'enforcing' : selinux === '0' ? 'permissive' : null,
        apparmor: apparmor === 'Y',
        processes: [...text('labels').matchAll(/^\/proc\/(\d+)\/attr\/current:([^\0\n]+)/gm)].map(
          ([, pid, label = '']) => ({ pid: Number(pid), label: label.trim() }),
        ),
        files: [...text('files').matchAll(/^(\S+:\S+) (\/.*)$/gm)].map(([, label = '', path = '']) => ({
          path,
          label,
        })),
        denials:
          denied === undefined
            ? null
            : linesOf(denied.text)
                .map(parseDenial)
                .filter((denial) => denial !== null && denial.at >= since)
                .filter((denial) => denial !== null),
      });
    },
  });

// Where auditd runs, the kernel writes to no other log; without it the journal has what the kernel says, or asks the
// audit itself, and dmesg has it where there is no journal.
const words = String.raw`
selinux=- apparmor=-
[ ! -r /sys/fs/selinux/enforce ] || selinux=$(cat /sys/fs/selinux/enforce)
[ ! -r /sys/module/apparmor/parameters/enabled ] || read -r apparmor </sys/module/apparmor/parameters/enabled
block modules "$selinux $apparmor"
case "$selinux $apparmor" in [01]' '* | *' Y') ;; *) exit 0 ;; esac
show_labels() {
  [ $# -eq 0 ] || block labels "$(grep -aHs . "$@" | tr -d '\000')"
}
show_files() {
  if [ "$selinux" != - ] && [ $# -gt 0 ]; then block files "$(stat -c '%C %n' "$@")"; fi
}
show_denials() {
  wanted='avc:  *denied|apparmor="DENIED"'
  if [ -r /var/log/audit/audit.log ]; then
    lines=$(tail -c 1048576 /var/log/audit/audit.log) || return
  elif command -v journalctl >/dev/null && { [ -d /run/log/journal ] || [ -d /var/log/journal ]; }; then
    lines=$(journalctl -k -q --no-pager -o short-unix -n 2000 --since "@$1") || return
    case $lines in
    *denied* | *DENIED*) ;;
    *) lines=$(journalctl _TRANSPORT=audit -q --no-pager -o short-unix -n 2000 --since "@$1") || return ;;
    esac
  else
    lines=$(dmesg) || return
  fi
  block denials "$(printf '%s\n' "$lines" | grep -aE "$wanted" | tail -n 200)"
}
`;
