/** A chain of the kernel's packet filter. Source: nftables(8), iptables(8). */
export interface Chain {
  /** Whose words these are, and by whose command a rule can be changed. */
  readonly tool: 'nft' | 'iptables' | 'ip6tables';
  /** Which packets it is for: `ip`, `ip6`, or `inet` for both. */
  readonly family: string;
  readonly table: string;
  readonly name: string;
  /** Where the kernel hands it packets: `input`, `output`, …; null for one that only other chains lead to. */
  readonly hook: string | null;
  /** Of several chains at one hook the lowest is asked first. */
  readonly priority: number;
  /** What becomes of a packet that no rule decides on. */
  readonly policy: 'accept' | 'drop';
  readonly rules: readonly Rule[];
}

/** A rule: what a packet must be like, and what becomes of it then. */
export interface Rule {
  /** As the tool writes it. */
  readonly text: string;
  /** nft's number for it, by which it can be deleted; null for iptables. */
  readonly handle: number | null;
  readonly matches: readonly Match[];
  readonly verdict: Verdict;
}

/** What a packet must be like: one of these values (none of them, with `not`); `unknown` for what isn't understood. */
export type Match = 'unknown' | { readonly field: Field; readonly values: readonly string[]; readonly not: boolean };

/** What of a packet is compared. Ports and networks may be ranges: `9000-9010`, `127.0.0.0/8`. */
export type Field =
  | 'inputInterface'
  | 'outputInterface'
  | 'source'
  | 'destination'
  | 'sourcePort'
  | 'destinationPort'
  | 'protocol'
  | 'connection'
  | 'family';

/** `next` goes on with the next rule, `return` behind the jump that led here; `unknown` may be anything. */
export type Verdict =
  | 'accept'
  | 'drop'
  | 'reject'
  | 'return'
  | 'next'
  | 'unknown'
  | { readonly jump: string; readonly comesBack: boolean };
