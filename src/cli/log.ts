import { pino } from 'pino';
import { cleanText } from '../run/clean.ts';
import type { Listener } from '../run/events.ts';

/** A listener that logs every event to stderr as JSON lines, each line cleaned of secrets and control characters. */
export function logEvents(): Listener {
  const log = pino(
    { level: 'debug', base: null, timestamp: pino.stdTimeFunctions.isoTime },
    { write: (line: string) => process.stderr.write(`${cleanText(line.trimEnd())}\n`) },
  );
  return (event) => {
    if (event.type === 'host-finished' || event.type === 'host-planned') {
      const { host, status, elapsedMs, error, findings } = event.report;
      log.info({ event: event.type, host, status, elapsedMs, error, findings: findings.map(({ cause }) => cause) });
    } else {
      log.debug({ event: event.type, ...event });
    }
  };
}
