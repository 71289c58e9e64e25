/** Turns the kernel's counts into seconds since the epoch. Source: what the shell's `say_clock` prints. */
export interface HostClock {
  /** From clock ticks since boot, as proc(5) has a process's start. */
  readonly fromTicks: (ticks: number) => number;
  /** From microseconds since boot, as systemd has a unit's changes. */
  readonly fromMicroseconds: (microseconds: number) => number;
}

/** Reads `NOW UPTIME TICKS-PER-SECOND`; null where it makes no sense. */
export function clockOf(text: string): HostClock | null {
  const match = /^(\d+)(?:\.(\d{1,9})\d*)?\S* (\d+(?:\.\d+)?) (\d+)$/.exec(text.trim());
  if (match === null) return null;
  const [, seconds, fraction = '0', uptime, ticksPerSecond] = match;
  const boot = Number(`${seconds ?? '0'}.${fraction}`) - Number(uptime);
  return {
    fromTicks: (ticks) => round(boot + ticks / Number(ticksPerSecond)),
    fromMicroseconds: (microseconds) => round(boot + microseconds / 1_000_000),
  };
}

const round = (seconds: number): number => Math.round(seconds * 100) / 100;
