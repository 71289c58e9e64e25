import type { JumpLinks } from './jump-link.ts';
import type { KeyRing } from './key-ring.ts';
import type { KnownHosts } from './known-hosts.ts';
import type { OpenSshJumps } from './openssh/openssh-jump.ts';

/** What all connections of a run share. */
export interface TransportOptions {
  /** One deadline for name, TCP, handshake and authentication together; each jump host on the way has its own. */
  readonly connectTimeoutMs: number;
  readonly knownHosts: KnownHosts;
  /** What to do about a host that known_hosts doesn't know; a changed or revoked key is refused either way. */
  readonly hostKeys: 'strict' | 'accept-new';
  readonly keys: KeyRing;
  /** Path of the agent's socket, as in SSH_AUTH_SOCK. */
  readonly agentSocket: string | null;
  /** The ways through jump hosts, filled as they are needed: what one host has opened serves the others. */
  readonly jumpLinks: JumpLinks;
  /** The same for the system's ssh, and the hosts that turned out to need it. */
  readonly openSsh: { readonly jumps: OpenSshJumps; readonly hosts: Set<string> };
  readonly onAcceptedKey?: (accepted: AcceptedKey) => void;
  /** Hears of each host key that is known, and of each that isn't and for that alone is refused. */
  readonly onHostKey?: (shown: ShownKey) => void;
  /** Ends the attempt to connect; an open host is ended by closing it. */
  readonly signal?: AbortSignal;
}

/** A host key, of a host or of a jump host on the way there, and what known_hosts says of it. */
export interface ShownKey {
  readonly host: string;
  readonly address: string;
  readonly port: number;
  readonly keyType: string;
  readonly key: Buffer;
  readonly isKnown: boolean;
}

/** A host key that was pinned on first sight. */
export interface AcceptedKey {
  readonly host: string;
  readonly address: string;
  readonly port: number;
  readonly keyType: string;
  readonly fingerprint: string;
  /** The known_hosts file that it was written to. */
  readonly file: string;
}
