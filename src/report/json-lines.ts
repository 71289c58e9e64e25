import type { Listener } from '../run/events.ts';
import type { RunReport } from '../run/host-report.ts';
import { hostJson } from './json.ts';

/** A listener that writes one line of JSON for each host, as it ends. */
export function jsonLines(command: RunReport['command'], write: (text: string) => void): Listener {
  return (event) => {
    if (event.type === 'host-finished') write(`${JSON.stringify(hostJson(command, event.report))}\n`);
  };
}
