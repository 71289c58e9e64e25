import type { Connection } from '../inventory/inventory.ts';
import { knownAs } from '../transport/known-as.ts';
import type { ShownKey } from '../transport/transport-options.ts';
import { clean } from './clean.ts';
import { fanOut } from './fan-out.ts';
import type { Fleet } from './fleet.ts';
import type { HostError } from './host-report.ts';

/** Whether a host's key is pinned, and where it isn't, why. */
export interface Trusted {
  readonly host: string;
  readonly status: 'known' | 'pinned' | 'refused' | 'unreachable';
  readonly keyType: string | null;
  readonly error: HostError | null;
}

/** What the fleet's hosts have shown since it was last forgotten, by address and port. */
export interface ShownKeys {
  readonly at: (end: { readonly address: string; readonly port: number }) => ShownKey | undefined;
  readonly unknown: () => readonly ShownKey[];
  readonly forget: () => void;
}

/**
 * Asks each host for its key, has the unknown ones pinned where that is agreed, and asks again: behind a jump host that
 * is known now there may be more. Rejects where a key can't be pinned.
 */
export async function trustHosts(
  fleet: Fleet,
  shown: ShownKeys,
  pin: (keys: readonly ShownKey[]) => Promise<boolean>,
): Promise<readonly Trusted[]> {
  const pinned = new Set<string>();
  for (;;) {
    shown.forget();
    const reached = await fanOut(
      fleet.connections,
      fleet.forks,
      (each) => reach(fleet, each),
      (_, error): HostError => ({ reason: 'internal', message: String(error), hint: null }),
    );
    const fresh = shown.unknown().filter((key) => !pinned.has(nameOf(key)));
    if (fresh.length === 0 || fleet.signal.aborted || !(await pin(fresh))) {
      return fleet.connections.map((each, index) => trusted(each, reached[index] ?? null, shown, pinned));
    }
    for (const key of fresh) pinned.add(nameOf(key));
  }
}

async function reach(fleet: Fleet, connection: Connection): Promise<HostError | null> {
  const opened = await fleet.open(connection);
  if (!opened.ok) return clean(opened.error);
  opened.value.close();
  return null;
}

function trusted(
  connection: Connection,
  error: HostError | null,
  shown: ShownKeys,
  pinned: ReadonlySet<string>,
): Trusted {
  const { host } = connection;
  const key = connection.kind === 'ssh' ? shown.at(knownAs(connection)) : undefined;
  const keyType = key?.keyType ?? null;
  // Whether we may log in there is another question.
  if (key?.isKnown === true)
    return { host, status: pinned.has(nameOf(key)) ? 'pinned' : 'known', keyType, error: null };
  if (error === null) return { host, status: 'known', keyType, error };
  return { host, status: error.reason.startsWith('host-key-') ? 'refused' : 'unreachable', keyType, error };
}

const nameOf = ({ address, port }: ShownKey): string => `${address} ${port}`;
