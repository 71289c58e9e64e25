import type { OwnerSearch, SaidByUnit } from './owners/owner-search.ts';
import type { Unit } from './system.ts';

/** A start of a unit that failed, and after which nobody started it. */
export interface FailedStart {
  readonly unit: Unit;
  /** Seconds since the epoch; null where only systemd's state tells of it. */
  readonly at: number | null;
  /** Systemd's step before the program itself: `NAMESPACE`, `EXEC`, …; null where the program began. */
  readonly step: string | null;
  /** What systemd and the program said of it, oldest first; empty where the journal isn't there to read. */
  readonly lines: readonly SaidByUnit[];
}

/** How long after its start an end is the start's, in seconds: a unit of `Type=simple` counts as started at once. */
const SOON = 30;

/** Lines of a start that is over and out. Source: systemd's unit.c, service.c, job.c, 239 to 256. */
const FAILED =
  /^Failed to start |: Failed with result '|: Start request repeated too quickly|^Dependency failed for |: Failed to run '|(?:was|being) skipped\b/;
const BEGAN = /^(?:Starting|Started|Stopped) /;

/** What ends a start: systemd's own lines on it say when, not why. */
const ENDED = /: (?:Main|Control) process exited, code=(\w+), status=(\d+)/;

/** The last start of a unit that isn't up, if it failed. */
export function failedStart(unit: Unit, { said }: Pick<OwnerSearch, 'said'>): FailedStart | null {
  if (unit.load !== 'loaded' || !isDown(unit)) return null;
  const own = said.filter((line) => line.unit === unit.name);
  const began = own.findLastIndex(({ by, text }) => by === 'systemd' && BEGAN.test(text));
  const after = own.slice(began + 1);
  const failure = after.find(({ by, text }) => by === 'systemd' && (FAILED.test(text) || ENDED.test(text)));
  if (failure === undefined) return own.length === 0 ? untold(unit) : null;
  const start = own[began];
  // Whoever was sent a signal from outside had started, however soon it came.
  const sent = /^(?:9|15)$/.test(ENDED.exec(failure.text)?.[2] ?? '') && / code=killed,/.test(failure.text);
  const ran = start?.text.startsWith('Started ') === true && (sent || failure.at - start.at > SOON);
  if (ran && stepOf(after) === null) return null;
  const since = start === undefined || start.text.startsWith('Stopped ') ? failure.at : start.at;
  // Who is on the way to the program writes to the journal by himself, and may be there before systemd.
  const lines = own.filter(({ at, by, text }) => at >= since - 1 && !(by === 'systemd' && GONE_BY.test(text)));
  return { unit, at: failure.at, step: stepOf(lines), lines };
}

/** Between two starts of a unit that fails nobody runs. */
const isDown = ({ active, sub }: Unit): boolean =>
  active === 'failed' || active === 'inactive' || sub === 'auto-restart';

const GONE_BY =
  /^(?:Starting|Started|Stopping|Stopped) |: Deactivated successfully|: Succeeded\.|: Scheduled restart job|: Service .*over, scheduling restart/;

/** Where no journal tells, systemd's exit codes of its own do. Source: systemd.exec(5), "Process Exit Codes". */
function untold(unit: Unit): FailedStart | null {
  const { ended, endedWith } = unit.settings ?? {};
  const step = ended === 'exited' ? (STEPS[endedWith ?? 0] ?? null) : null;
  return step === null || unit.result === 'success' ? null : { unit, at: unit.stateChangedAt, step, lines: [] };
}

function stepOf(lines: readonly SaidByUnit[]): string | null {
  const named = lines.flatMap(({ text }) => /: Failed at step ([A-Z_]+) spawning /.exec(text)?.[1] ?? []).at(-1);
  if (named !== undefined) return named;
  const codes = lines.flatMap(({ text }) => {
    const [, code, status] = ENDED.exec(text) ?? [];
    return code === 'exited' ? [Number(status)] : [];
  });
  return codes.map((code) => STEPS[code]).find((step) => step !== undefined) ?? null;
}

const STEPS: Readonly<Record<number, string>> = {
  200: 'CHDIR',
  201: 'NICE',
  202: 'FDS',
  203: 'EXEC',
  204: 'MEMORY',
  205: 'LIMITS',
  206: 'OOM_ADJUST',
  207: 'SIGNAL_MASK',
  208: 'STDIN',
  209: 'STDOUT',
  210: 'CHROOT',
  211: 'IOPRIO',
  212: 'TIMERSLACK',
  213: 'SECUREBITS',
  214: 'SETSCHEDULER',
  215: 'CPUAFFINITY',
  216: 'GROUP',
  217: 'USER',
  218: 'CAPABILITIES',
  219: 'CGROUP',
  220: 'SETSID',
  222: 'STDERR',
  224: 'PAM',
  225: 'NETWORK',
  226: 'NAMESPACE',
  227: 'NO_NEW_PRIVILEGES',
  228: 'SECCOMP',
  229: 'SELINUX_CONTEXT',
  230: 'PERSONALITY',
  231: 'APPARMOR_PROFILE',
  232: 'ADDRESS_FAMILIES',
  233: 'RUNTIME_DIRECTORY',
  235: 'CHOWN',
  236: 'SMACK_PROCESS_LABEL',
  237: 'KEYRING',
  238: 'STATE_DIRECTORY',
  239: 'CACHE_DIRECTORY',
  240: 'LOGS_DIRECTORY',
  241: 'CONFIGURATION_DIRECTORY',
  242: 'NUMA_POLICY',
  243: 'CREDENTIALS',
  245: 'BPF',
};

/** The number that systemd exits with at a step. */
export const codeOf = (step: string): number | null => {
  const [code] = Object.entries(STEPS).find(([, name]) => name === step) ?? [];
  return code === undefined ? null : Number(code);
};
