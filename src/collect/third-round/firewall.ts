import type { Firewall } from '../../facts/firewall.ts';
import { type Fact, known, unknown } from '../../facts/fact.ts';
import { parseIptables } from '../../formats/netfilter/iptables.ts';
import { parseNft } from '../../formats/netfilter/nft.ts';
import { defineCollector } from '../define-collector.ts';
import { blocksOf, blockText } from '../shell/blocks.ts';

/** The rules by which the kernel lets packets pass; members of sets aren't listed. Source: nft(8), iptables-save(8). */
export const firewall = defineCollector({
  fact: 'firewall',
  seconds: 10,
  maxBytes: 2 * 1024 * 1024,
  script: String.raw`
[ "$user_id" = 0 ] || unknown 'what the kernel does with packets needs root'
read_by= why='neither nft nor iptables-save is there to tell the rules for packets'
try() {
  kind=$1
  shift
  command -v "$1" >/dev/null || return
  if said=$("$@" 2>&1); then
    read_by=yes
    block "$kind" "$said"
  else
    why="$1: $(printf '%s\n' "$said" | tail -n 1)"
  fi
}
try ip iptables-save
try ip-six ip6tables-save
try nft nft -a -t list ruleset
[ -n "$read_by" ] || unknown "$why"
`,
  parse: ({ bytes }): Fact<Firewall> => {
    const blocks = blocksOf(bytes);
    if (blocks.length === 0) return unknown("the host did not say what the kernel's rules for packets are");
    const text = (name: string): string => blockText(blocks, name);
    const iptables = [...parseIptables(text('ip'), 'iptables'), ...parseIptables(text('ip-six'), 'ip6tables')];
    return known({ chains: [...iptables, ...parseNft(text('nft'), text('ip') !== '')] });
  },
});
