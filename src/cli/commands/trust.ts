import { UserError } from '../../base/user-error.ts';
import { trustHosts, type Trusted } from '../../run/trust-hosts.ts';
import { acceptHostKey } from '../../transport/accept-host-key.ts';
import { fingerprint } from '../../transport/fingerprint.ts';
import type { ShownKey } from '../../transport/transport-options.ts';
import { EXIT } from '../exit.ts';
import type { FleetOptions } from '../fleet-options.ts';
import { loadInventory, selectHosts } from '../load-inventory.ts';
import { openFleet, transportOptions } from '../open-fleet.ts';
import { askYesNo, isInteractive, sayAlone } from '../terminal.ts';
import { writeOut } from '../write-out.ts';

/** `trust`'s own options. */
export interface TrustOptions extends FleetOptions {
  readonly yes?: boolean;
}

/** `suture trust`: shows the host keys that known_hosts doesn't know, asks, and pins them; a changed key is never pinned. */
export async function trust(options: TrustOptions): Promise<number> {
  const hosts = selectHosts(await loadInventory(options), 'all', options.limit);
  const keys = new Map<string, ShownKey>();
  const base = transportOptions(options);
  const transport = {
    ...base,
    hostKeys: 'strict',
    onHostKey: (key: ShownKey) => void keys.set(`${key.address} ${key.port}`, key),
  } as const;
  const fleet = await openFleet(hosts, options, [], transport);
  const shown = {
    at: ({ address, port }: Pick<ShownKey, 'address' | 'port'>) => keys.get(`${address} ${port}`),
    unknown: () => [...keys.values()].filter(({ isKnown }) => !isKnown),
    forget: () => {
      keys.clear();
      base.jumpLinks.clear();
      base.openSsh.jumps.clear();
    },
  };
  const pin = async (fresh: readonly ShownKey[]): Promise<boolean> => {
    for (const key of fresh)
      sayAlone(`${key.host} (${key.address}:${key.port}): ${key.keyType} ${fingerprint(key.key)}`);
    if (!(await agreed(options, fresh.length))) return false;
    for (const { address, port, keyType, key } of fresh) {
      const written = acceptHostKey(base.knownHosts, address, port, keyType, key);
      if (!written.ok)
        throw new UserError([{ code: 'not-pinned', message: `cannot pin a host key: ${written.error}` }]);
    }
    return true;
  };
  const told = await trustHosts(fleet, shown, pin);
  writeOut(options.output === 'human' ? told.map(line).join('') : json(told, options.output));
  if (fleet.signal.aborted) return EXIT.interrupted;
  if (told.some(({ status }) => status === 'unreachable')) return EXIT.unreachable;
  return told.some(({ status }) => status === 'refused') ? EXIT.refused : EXIT.ok;
}

async function agreed({ yes }: TrustOptions, count: number): Promise<boolean> {
  if (yes === true) return true;
  if (isInteractive()) return askYesNo(`Pin ${count === 1 ? 'this key' : `these ${count} keys`}?`);
  sayAlone('nobody is there to ask, and --yes was not given: nothing is pinned');
  return false;
}

const line = ({ host, status, keyType, error }: Trusted): string =>
  `${host}: ${status}${keyType === null ? '' : ` (${keyType})`}${error === null ? '' : `: ${error.message}`}\n`;

function json(told: readonly Trusted[], output: FleetOptions['output']): string {
  if (output === 'jsonl') return told.map((each) => `${JSON.stringify(each)}\n`).join('');
  return `${JSON.stringify({ hosts: told }, null, 2)}\n`;
}
