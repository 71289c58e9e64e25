import { setMaxListeners } from 'node:events';
import type { Listener } from '../run/events.ts';
import { EXIT } from './exit.ts';
import { sayAlone } from './terminal.ts';

/** What a run needs to know of Ctrl-C. */
export interface Interrupt {
  /** Aborted by the first Ctrl-C or SIGTERM. */
  readonly signal: AbortSignal;
  /** Hears which hosts are being changed, so that nobody leaves them without knowing. */
  readonly listen: Listener;
}

const SIGNALS = ['SIGINT', 'SIGTERM'] as const;

/**
 * The first Ctrl-C stops whatever changes nothing, and lets hosts that are being changed settle. The second one ends
 * the program, and names the hosts that it leaves.
 */
export const watchForInterrupt = (): Interrupt => (watching ??= watch());

/** One for the whole program: a command may contact two fleets, one after the other. */
let watching: Interrupt | null = null;

function watch(): Interrupt {
  const controller = new AbortController();
  const { signal } = controller;
  // Every host in flight listens.
  setMaxListeners(0, signal);
  const changing = new Set<string>();
  for (const name of SIGNALS) {
    process.on(name, () => {
      sayAlone(signal.aborted ? leaving([...changing]) : stopping([...changing]));
      if (signal.aborted) process.exit(EXIT.interrupted);
      controller.abort();
    });
  }
  const listen: Listener = (event) => {
    if (event.type === 'host-changing') changing.add(event.host);
    if (event.type === 'host-finished') changing.delete(event.host);
  };
  return { signal, listen };
}

function stopping(changing: readonly string[]): string {
  if (changing.length === 0) return 'interrupted';
  return `interrupted: waiting for ${changing.join(', ')} to settle; Ctrl-C again leaves at once`;
}

function leaving(changing: readonly string[]): string {
  if (changing.length === 0) return 'left at once';
  const hosts = changing.join(', ');
  return `left while ${hosts} was being changed: each host undoes by itself what nobody confirms; suture undo last settles it`;
}
