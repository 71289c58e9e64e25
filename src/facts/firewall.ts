import type { Chain } from '../formats/netfilter/ruleset.ts';

/** The kernel's packet filter; no chains where nothing called for it to be read. Source: nft(8), iptables-save(8). */
export interface Firewall {
  readonly chains: readonly Chain[];
}
