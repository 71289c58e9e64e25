import type { Listener } from '../run/events.ts';

/** A listener that keeps one line on a terminal up to date, and clears it before anything else is written there. */
export function progress(total: number, write: (text: string) => void): Listener {
  const reached = new Set<string>();
  const looked = new Set<string>();
  const done = new Set<string>();
  return (event) => {
    if (event.type === 'host-connected') reached.add(event.host);
    else if (event.type === 'host-planned') looked.add(event.host);
    else if (event.type === 'host-finished') done.add(event.host);
    else return;
    // Once all are planned, somebody may be asked.
    const idle = done.size === total || (event.type === 'host-planned' && looked.size === total);
    const planned = looked.size > 0 ? `, ${looked.size} looked at` : '';
    write(idle ? CLEAR : `${CLEAR}${total} hosts: ${reached.size} reached${planned}, ${done.size} done`);
  };
}

const CLEAR = '\r\u001b[K';
