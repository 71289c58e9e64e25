import { known, unknown } from '../../facts/fact.ts';
import { defineCollector } from '../define-collector.ts';
import { blocksOf, blockText } from '../shell/blocks.ts';
import { hintOfTransactions } from './open-transactions.ts';

/** Which machine this is, when it was asked, and as whom. Source: proc(5), os-release(5), id(1), date(1). */
export const identity = defineCollector({
  fact: 'identity',
  seconds: 5,
  script: String.raw`
hostname= kernel= release=/etc/os-release
read -r hostname </proc/sys/kernel/hostname
read -r kernel </proc/sys/kernel/osrelease
[ -r "$release" ] || release=/usr/lib/os-release
block hostname "$hostname"
block kernel "$kernel"
block date "$(date '+%s %z')"
block id "$(id)"
block os "$(head -c 8192 "$release")"
${hintOfTransactions()}`,
  parse: ({ bytes }) => {
    const blocks = blocksOf(bytes);
    const text = (name: string): string => blockText(blocks, name).trim();
    const [, now, sign, hours, minutes] = /^(\d{1,11}) ([+-])(\d\d)(\d\d)$/.exec(text('date')) ?? [];
    const [, uid, user] = /^uid=(\d+)(?:\(([^)]*)\))?/.exec(text('id')) ?? [];
    if (now === undefined || uid === undefined) return unknown('the host told neither its time nor its user');
    const offset = Number(hours) * 60 + Number(minutes);
    const os = osRelease(text('os'));
    return known({
      hostname: text('hostname'),
      kernel: text('kernel'),
      os: { id: os('ID'), like: os('ID_LIKE'), version: os('VERSION_ID'), name: os('PRETTY_NAME') },
      user: user ?? uid,
      root: uid === '0',
      now: Number(now),
      utcOffsetMinutes: sign === '-' ? -offset : offset,
    });
  },
});

function osRelease(text: string): (key: string) => string {
  const values = new Map<string, string>();
  for (const line of text.split('\n')) {
    const [, key = '', value = ''] = /^([A-Z_]+)=(.*)$/.exec(line) ?? [];
    values.set(key, value.replace(/^(["'])(.*)\1$/, '$2'));
  }
  return (key) => values.get(key) ?? '';
}
