import type { Listener } from '../run/events.ts';

/** A listener that keeps one line on a terminal up to date: how many hosts are done, and how many of them are well. */
export function progress(total: number, write: (text: string) => void): Listener {
  let done = 0;
  let reached = 0;
  return (event) => {
    if (event.type === 'host-connected') reached += 1;
    else if (event.type === 'host-finished') done += 1;
    else return;
    write(done === total ? CLEAR : `${CLEAR}${done}/${total} hosts done, ${reached} reached`);
  };
}

const CLEAR = '\r\u001b[K';
