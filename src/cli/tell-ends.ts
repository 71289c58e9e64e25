import type { Listener } from '../run/events.ts';
import { sayAlone } from './terminal.ts';

/** Says on stderr how each host ended that was changed, for who decides about the next. */
export function tellEnds(): Listener {
  const changing = new Set<string>();
  return (event) => {
    if (event.type === 'host-changing') changing.add(event.host);
    if (event.type !== 'host-finished' || !changing.has(event.host)) return;
    const { host, status, error } = event.report;
    sayAlone(`${host}: ${status}${error === null ? '' : ` (${error.reason})`}`);
  };
}
