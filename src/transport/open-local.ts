import type { LocalConnection } from '../inventory/inventory.ts';
import { hostOver } from './host-over.ts';
import { startHere } from './local-process.ts';
import type { OpenHost, SessionError } from './session.ts';

/** This machine as a host. */
export const openLocal = ({ host, become }: LocalConnection): OpenHost =>
  hostOver(
    host,
    become,
    (command, events) => startHere('sh', ['-c', command], noShell, events),
    () => undefined,
  );

const noShell = (cause: Error): SessionError => ({
  reason: 'exec-failed',
  message: `sh cannot be started here: ${cause.message}`,
  hint: null,
});
