import type { Check } from './define-check.ts';
import type { Level } from './finding.ts';
import { fpmConfigInvalid } from './fpm-config-invalid.ts';
import { fpmConfigNotLoaded } from './fpm-config-not-loaded.ts';
import { fpmStopped } from './fpm-stopped.ts';
import { nginxConfigInvalid } from './nginx-config-invalid.ts';
import { nginxConfigNotLoaded } from './nginx-config-not-loaded.ts';
import { nginxStopped } from './nginx-stopped.ts';
import { runtimeDirMissing } from './runtime-dir-missing.ts';
import { socketAclDenied } from './socket-acl-denied.ts';
import { socketDenied } from './socket-denied.ts';
import { staleSocket } from './stale-socket.ts';
import { unexplained502 } from './unexplained-502.ts';
import { upstreamMismatch } from './upstream-mismatch.ts';

/** Every check, in the order in which equally bad findings are told: from what a request meets first. */
export const allChecks: readonly Check[] = [
  nginxConfigInvalid,
  nginxStopped,
  fpmConfigInvalid,
  runtimeDirMissing,
  staleSocket,
  fpmStopped,
  fpmConfigNotLoaded,
  socketDenied,
  socketAclDenied,
  upstreamMismatch,
  nginxConfigNotLoaded,
  unexplained502,
];

/** A cause that Suture can name. */
export interface Cause {
  readonly cause: string;
  readonly level: Level;
  readonly title: string;
}

/** All causes that Suture can name, in the checks' order. */
export const causes = (): readonly Cause[] => allChecks.map(({ cause, level, title }) => ({ cause, level, title }));
