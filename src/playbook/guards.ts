/** How many hosts are changed side by side: so many, or so many percent of the play's. */
export type BatchSize =
  | { readonly kind: 'count'; readonly count: number }
  | { readonly kind: 'percent'; readonly percent: number };

/** What a play says of how its hosts are reached and changed; null where it doesn't say. */
export interface Guards {
  /** The sizes of its batches, the last one again and again; none where all hosts go at once. */
  readonly serial: readonly BatchSize[];
  /** More than so many percent of a batch failed, lost or rolled back end the run. */
  readonly maxFailPercentage: number | null;
  /** Hosts that are changed at once, at most. */
  readonly throttle: number | null;
  /** Seconds until a host that hears nothing more undoes by itself. */
  readonly confirmWithin: number | null;
  /** Whether Suture acts as root, where the inventory doesn't say. */
  readonly become: boolean | null;
}

/** Hosts that are changed under the same guards, in this order. */
export interface Guarded extends Guards {
  readonly hosts: readonly string[];
}

/** What holds where nothing is said. */
export const NO_GUARDS: Guards = {
  serial: [],
  maxFailPercentage: null,
  throttle: null,
  confirmWithin: null,
  become: null,
};

/** Whether a play says anything of how many hosts are changed at a time, or may go wrong. */
export const isGuarded = ({ serial, maxFailPercentage, throttle }: Guards): boolean =>
  serial.length > 0 || maxFailPercentage !== null || throttle !== null;

/**
 * Settles which play guards each host, since a host is changed once, by the steps of all its plays: the first of them that
 * has batches, or else the first. Of the bounds of all plays that name one of a group's hosts the strictest holds, of their
 * times to confirm the longest.
 */
export function guardedHosts(plays: readonly Guarded[]): readonly Guarded[] {
  const guarding = new Map<string, Guarded>();
  for (const play of [...plays.filter(({ serial }) => serial.length > 0), ...plays]) {
    for (const host of play.hosts) if (!guarding.has(host)) guarding.set(host, play);
  }
  return plays.flatMap((play) => {
    const hosts = play.hosts.filter((host) => guarding.get(host) === play);
    if (hosts.length === 0) return [];
    const own = new Set(hosts);
    const naming = plays.filter((other) => other.hosts.some((host) => own.has(host)));
    const maxFailPercentage = least(naming.map((other) => other.maxFailPercentage));
    return [
      {
        hosts,
        serial: play.serial,
        maxFailPercentage,
        throttle: least(naming.map(({ throttle }) => throttle)),
        confirmWithin: most(naming.map(({ confirmWithin }) => confirmWithin)),
        become: naming.find(({ become }) => become !== null)?.become ?? null,
      },
    ];
  });
}

function least(bounds: readonly (number | null)[]): number | null {
  const said = bounds.filter((bound) => bound !== null);
  return said.length === 0 ? null : Math.min(...said);
}

function most(times: readonly (number | null)[]): number | null {
  const said = times.filter((time) => time !== null);
  return said.length === 0 ? null : Math.max(...said);
}

/** What the plays say of each host that they name. */
export const guardsByHost = (plays: readonly Guarded[]): ReadonlyMap<string, Guards> =>
  new Map(plays.flatMap((play) => play.hosts.map((host) => [host, play] as const)));
