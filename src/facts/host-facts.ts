import type { Asked } from './asked.ts';
import type { HostChanges } from './changes.ts';
import type { Confinement } from './confinement.ts';
import type { Expected } from './expected.ts';
import type { Fact } from './fact.ts';
import type { PathState } from './file.ts';
import type { Firewall } from './firewall.ts';
import type { Limits } from './limits.ts';
import type { LogLine } from './log-line.ts';
import type { NamedPath } from './named-path.ts';
import type { ResolvedName, SiteStatus, TcpListener, UnixListener } from './network.ts';
import type { OpenTransaction } from './open-transaction.ts';
import type { OwnerSearch } from './owners/owner-search.ts';
import type { Packaging } from './packaging.ts';
import type { PhpSetting } from './php-setting.ts';
import type { FpmProgram, NginxProgram } from './programs.ts';
import type { Room } from './room.ts';
import type { AccessLog } from './visitors.ts';
import type { WebRoot } from './web-root.ts';
import type { Account, HostIdentity, Memory, Process, Unit } from './system.ts';

/** What the probe's first round asks: facts that need no other. */
export interface FirstRound {
  readonly identity: HostIdentity;
  readonly units: readonly Unit[];
  readonly processes: readonly Process[];
  readonly accounts: readonly Account[];
  readonly memory: Memory;
  readonly nginx: NginxProgram;
  readonly fpm: readonly FpmProgram[];
  readonly unixListeners: readonly UnixListener[];
  readonly tcpListeners: readonly TcpListener[];
  readonly packaging: Packaging;
  readonly openTransactions: readonly OpenTransaction[];
}

/** What the second round asks, on questions that only the first round's answers could name. */
interface SecondRound {
  readonly paths: readonly PathState[];
  readonly room: Room;
  readonly siteStatuses: readonly SiteStatus[];
  readonly expected: readonly Expected[];
  readonly logLines: readonly LogLine[];
  readonly visitors: readonly AccessLog[];
  readonly changes: HostChanges;
  readonly resolvedNames: readonly ResolvedName[];
  readonly limits: Limits;
  readonly ownerSearch: OwnerSearch;
}

/**
 * What is asked where a site is broken though somebody listens where it leads, or says that there is nothing, and of paths and
 * PHP's settings where a log complains of what they decide.
 */
interface ThirdRound {
  readonly webRoots: readonly WebRoot[];
  readonly firewall: Firewall;
  readonly confinement: Confinement;
  readonly namedPaths: readonly NamedPath[];
  readonly phpSettings: readonly PhpSetting[];
}

/** What is asked only where a play's steps need it to be planned. */
interface OnDemand {
  readonly asked: readonly Asked[];
}

/** Every collected fact by name, with the type of its value. */
export interface FactValues extends FirstRound, SecondRound, ThirdRound, OnDemand {}

/** All that is known of one host; JSON-safe, so a recorded host can be diagnosed anywhere. */
export type HostFacts = { readonly [Name in keyof FactValues]: Fact<FactValues[Name]> };
