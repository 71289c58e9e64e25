import type { Check } from './define-check.ts';
import type { Level } from './finding.ts';
import { appError } from './app-error.ts';
import { blankAnswer } from './blank-answer.ts';
import { nothingListens } from './nothing-listens.ts';
import { siteGone } from './site-gone.ts';
import { sourceServed } from './source-served.ts';
import { answerFromCache } from './answer-from-cache.ts';
import { invalidResponseHeader } from './invalid-response-header.ts';
import { authSubrequestFailed } from './auth-subrequest-failed.ts';
import { proxyClosedEarly } from './proxy-closed-early.ts';
import { proxyHeaderInvalid } from './proxy-header-invalid.ts';
import { proxyTlsFailed } from './proxy-tls-failed.ts';
import { maintenance } from './maintenance.ts';
import { proxyToItself } from './proxy-to-itself.ts';
import { redirectCycle } from './redirect-cycle.ts';
import { apparmorDenied } from './apparmor-denied.ts';
import { documentRootDenied } from './document-root-denied.ts';
import { diskFull } from './disk-full.ts';
import { expectationMissed } from './expectation-missed.ts';
import { extensionDenied } from './extension-denied.ts';
import { backlogFull } from './backlog-full.ts';
import { bindFailed } from './bind-failed.ts';
import { serviceSandbox } from './service-sandbox.ts';
import { clientNotAllowed } from './client-not-allowed.ts';
import { firewallBlocked } from './firewall-blocked.ts';
import { fdLimit } from './fd-limit.ts';
import { fpmConfigInvalid } from './fpm-config-invalid.ts';
import { fpmConfigNotLoaded } from './fpm-config-not-loaded.ts';
import { fpmDisabled } from './fpm-disabled.ts';
import { fpmHung } from './fpm-hung.ts';
import { fpmLogDirMissing } from './fpm-log-dir-missing.ts';
import { fpmMasked } from './fpm-masked.ts';
import { fpmStopped } from './fpm-stopped.ts';
import { localhostFamily } from './localhost-family.ts';
import { listenAddressTaken } from './listen-address-taken.ts';
import { nginxConfigInvalid } from './nginx-config-invalid.ts';
import { nginxConfigNotLoaded } from './nginx-config-not-loaded.ts';
import { openTransaction } from './open-transaction.ts';
import { orphanMaster } from './orphan-master.ts';
import { nginxStopped } from './nginx-stopped.ts';
import { noLiveUpstreams } from './no-live-upstreams.ts';
import { phpOpenBasedir } from './php-open-basedir.ts';
import { phpStartupFile } from './php-startup-file.ts';
import { staleRealpath } from './stale-realpath.ts';
import { appFolderDenied } from './app-folder-denied.ts';
import { phpFatal } from './php-fatal.ts';
import { apacheBackendDown } from './apache-backend-down.ts';
import { containerStopped } from './container-stopped.ts';
import { proxyUpstreamDown } from './proxy-upstream-down.ts';
import { reloadDroppedRequests } from './reload-dropped-requests.ts';
import { phpVersionGone } from './php-version-gone.ts';
import { portsExhausted } from './ports-exhausted.ts';
import { privateTmp } from './private-tmp.ts';
import { routeDead } from './route-dead.ts';
import { runtimeDirMissing } from './runtime-dir-missing.ts';
import { startFailed } from './start-failed.ts';
import { selinuxDenied } from './selinux-denied.ts';
import { scriptNotFound } from './script-not-found.ts';
import { socketAclDenied } from './socket-acl-denied.ts';
import { socketDenied } from './socket-denied.ts';
import { socketDirDenied } from './socket-dir-denied.ts';
import { socketGone } from './socket-gone.ts';
import { socketPathOccupied } from './socket-path-occupied.ts';
import { staleSocket } from './stale-socket.ts';
import { startLimitHit } from './start-limit-hit.ts';
import { unexplainedErrors } from './unexplained-errors.ts';
import { unexplained502 } from './unexplained-502.ts';
import { upstreamNameUnresolved } from './upstream-name-unresolved.ts';
import { upstreamServiceStopped } from './upstream-service-stopped.ts';
import { upstreamMismatch } from './upstream-mismatch.ts';
import { groupNotLoaded } from './group-not-loaded.ts';
import { forkRefused } from './fork-refused.ts';
import { memoryMax } from './memory-max.ts';
import { workerKilled } from './worker-killed.ts';
import { headerTooBig } from './header-too-big.ts';
import { tempFolderDenied } from './temp-folder-denied.ts';
import { terminateTimeout } from './terminate-timeout.ts';
import { upstreamTimeout } from './upstream-timeout.ts';
import { workerConnections } from './worker-connections.ts';
import { workerCrashed } from './worker-crashed.ts';
import { workerOomKilled } from './worker-oom-killed.ts';
import { workersExhausted } from './workers-exhausted.ts';
import { wrongProtocol } from './wrong-protocol.ts';

/** Every check, in the order in which equally bad findings are told: from what a request meets first. */
export const allChecks: readonly Check[] = [
  upstreamNameUnresolved,
  nginxConfigInvalid,
  diskFull,
  orphanMaster,
  startFailed,
  bindFailed,
  serviceSandbox,
  nginxStopped,
  nothingListens,
  proxyToItself,
  redirectCycle,
  workerConnections,
  fdLimit,
  fpmMasked,
  fpmLogDirMissing,
  fpmConfigInvalid,
  socketPathOccupied,
  listenAddressTaken,
  runtimeDirMissing,
  workerOomKilled,
  memoryMax,
  staleSocket,
  startLimitHit,
  fpmStopped,
  fpmDisabled,
  socketGone,
  forkRefused,
  fpmHung,
  workersExhausted,
  backlogFull,
  workerCrashed,
  workerKilled,
  terminateTimeout,
  upstreamTimeout,
  headerTooBig,
  invalidResponseHeader,
  proxyTlsFailed,
  proxyHeaderInvalid,
  proxyClosedEarly,
  authSubrequestFailed,
  fpmConfigNotLoaded,
  groupNotLoaded,
  socketDenied,
  socketAclDenied,
  socketDirDenied,
  selinuxDenied,
  apparmorDenied,
  firewallBlocked,
  clientNotAllowed,
  privateTmp,
  phpVersionGone,
  upstreamMismatch,
  localhostFamily,
  wrongProtocol,
  portsExhausted,
  nginxConfigNotLoaded,
  upstreamServiceStopped,
  apacheBackendDown,
  containerStopped,
  proxyUpstreamDown,
  routeDead,
  documentRootDenied,
  tempFolderDenied,
  phpOpenBasedir,
  phpStartupFile,
  staleRealpath,
  appFolderDenied,
  phpFatal,
  scriptNotFound,
  extensionDenied,
  siteGone,
  blankAnswer,
  sourceServed,
  answerFromCache,
  noLiveUpstreams,
  reloadDroppedRequests,
  expectationMissed,
  unexplained502,
  openTransaction,
  maintenance,
  appError,
  unexplainedErrors,
];

/** A cause that Suture can name. */
export interface Cause {
  readonly cause: string;
  readonly level: Level;
  readonly title: string;
}

/** All causes that Suture can name, in the checks' order. */
export const causes = (): readonly Cause[] => allChecks.map(({ cause, level, title }) => ({ cause, level, title }));
