import type { UnitSettings } from './unit-settings.ts';

/** Which machine this is, when it was asked, and as whom. */
export interface HostIdentity {
  readonly hostname: string;
  readonly kernel: string;
  /** os-release(5): ID, ID_LIKE, VERSION_ID, PRETTY_NAME; empty where the file doesn't say. */
  readonly os: { readonly id: string; readonly like: string; readonly version: string; readonly name: string };
  /** The user that the probe ran as, after becoming. */
  readonly user: string;
  readonly root: boolean;
  /** Seconds since the epoch, by the host's own clock, when the probe began. */
  readonly now: number;
  /** The host's offset from UTC in minutes, east positive; its logs are written in this zone. */
  readonly utcOffsetMinutes: number;
}

/**
 * What runs nginx or PHP-FPM: a systemd unit, as `systemctl show` tells it (source: org.freedesktop.systemd1(5)), or, on
 * a host that systemd doesn't run, a script in /etc/init.d with what of that can be said of it.
 */
export interface Unit {
  /** `php8.2-fpm.service`, or a script's path. */
  readonly name: string;
  /** LoadState: `loaded`, `masked`, `not-found`, `bad-setting`, … */
  readonly load: string;
  /** ActiveState: `active`, `inactive`, `failed`, `activating`, … */
  readonly active: string;
  readonly sub: string;
  /** Result: `success`, `exit-code`, `signal`, `start-limit-hit`, `oom-kill`, … */
  readonly result: string;
  /** UnitFileState: `enabled`, `disabled`, `masked`, `static`, … */
  readonly enabled: string;
  readonly mainPid: number | null;
  /** The exit code of the main process's last end, where it ended by itself. */
  readonly exitStatus: number | null;
  /** The command line of ExecStart, as one string. */
  readonly execStart: string;
  /** Seconds since the epoch; null where the unit never was active. */
  readonly activeSince: number | null;
  /** Seconds since the epoch of the last change of state, a reload included. */
  readonly stateChangedAt: number | null;
  readonly privateTmp: boolean;
  /** What systemd would not do with it when asked by hand; left out where it wasn't told, or there is nothing. */
  readonly refuses?: readonly ('start' | 'stop' | 'reload')[];
  /** The command line of ExecReload, as one string; left out where there is none. */
  readonly execReload?: string;
  /** The file that tells its main process (PIDFile=), and what stands there; null where nothing does. Left out where it has none. */
  readonly pidFile?: { readonly path: string; readonly says: string | null };
  /** The units that bring it up when they start: by its own enabling, or by `Wants=` of theirs; null where not told. */
  readonly wantedBy: readonly string[] | null;
  /** Its set-up and how its last start went; not in records of before that was asked. */
  readonly settings?: UnitSettings;
}

/** Whether a service is a script of sysvinit's or OpenRC's, not a unit of systemd's. */
export const isInitScript = (unit: string): boolean => unit.startsWith('/etc/init.d/');

/** A service's name as people say it: without `.service`, and without the folder of an init script. */
export const shortName = (unit: string): string => unit.replace(/^\/etc\/init\.d\/|\.service$/g, '');

/** A process of nginx or PHP-FPM. Source: proc(5). */
export interface Process {
  readonly pid: number;
  readonly parent: number;
  readonly program: 'nginx' | 'php-fpm';
  readonly role: 'master' | 'worker';
  /** The command line or title, as ps shows it. */
  readonly title: string;
  readonly uid: number;
  readonly user: string;
  readonly gid: number;
  /** Supplementary groups, as the kernel has them for this process. */
  readonly groups: readonly number[];
  /** Seconds since the epoch. */
  readonly startedAt: number;
  readonly rssKb: number;
  /** The kernel's letter for what it does: `R`, `S`, `D`, `T` (stopped), `t` (held by a debugger); null where not told. */
  readonly activity: string | null;
  /** The systemd unit whose cgroup holds it, where there is one. */
  readonly unit: string | null;
  /** The executable's path, where /proc/PID/exe could be read. */
  readonly exe: string | null;
}

/** A user account and all its groups, by passwd and group databases. */
export interface Account {
  readonly name: string;
  readonly uid: number;
  readonly gid: number;
  readonly group: string;
  readonly groups: readonly string[];
  /** The numbers of these groups, in their order; left out in records of before they were kept. */
  readonly gids?: readonly number[];
}

/** Memory in kB. Source: /proc/meminfo. */
export interface Memory {
  readonly totalKb: number;
  readonly availableKb: number;
}
