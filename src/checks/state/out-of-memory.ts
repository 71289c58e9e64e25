import { mayBeLogOf } from '../../facts/fpm-logs.ts';
import type { ReadableFacts } from '../../facts/known-facts.ts';
import type { LogLine } from '../../facts/log-line.ts';
import type { FpmProgram } from '../../facts/programs.ts';
import type { KernelLine } from '../../facts/room.ts';
import type { Unit } from '../../facts/system.ts';
import { lastChangeOf } from './fpm-state.ts';

/** A PHP-FPM of which the kernel killed processes for lack of memory, and what says so. */
export interface OutOfMemory {
  readonly program: FpmProgram;
  readonly unit: Unit;
  /** Whether systemd stopped the whole unit for it. */
  readonly stopped: boolean;
  readonly deaths: readonly LogLine[];
  readonly kernel: readonly KernelLine[];
  /** The memory that the last one killed had for itself, kB; null where the kernel's line isn't known. */
  readonly killedKb: number | null;
  /** The unit's own limit (MemoryMax=), kB, where that is what it ran into; null where the whole host had none left. */
  readonly limitKb: number | null;
}

type Facts = Pick<ReadableFacts, 'fpm' | 'units'> & Partial<Pick<ReadableFacts, 'room' | 'logLines' | 'processes'>>;

/** Every PHP-FPM that ran out of memory and is stopped for it, or lost workers so since it started. */
export const outOfMemory = (facts: Facts): readonly OutOfMemory[] =>
  facts.fpm.flatMap((program) => {
    const unit = facts.units.find(({ name }) => name === program.unit);
    if (unit === undefined) return [];
    const stopped = unit.result === 'oom-kill' && program.masterPid === null;
    // A unit that was stopped for it has its last lines from before that.
    const since = stopped ? 0 : lastChangeOf(program, facts.units, facts.processes);
    const deaths = (facts.logLines ?? []).filter(
      (line) =>
        line.program === 'php-fpm' &&
        line.at >= since &&
        KILLED.test(line.message) &&
        mayBeLogOf(program, line.source, facts.fpm),
    );
    const kernel = (facts.room?.kernel ?? []).filter(
      ({ at, text }) =>
        at >= since && VICTIM.test(text) && (stopped || deaths.some((death) => Math.abs(death.at - at) <= 3)),
    );
    const counted = (facts.room?.units.find(({ name }) => name === unit.name)?.oomKills ?? 0) > 0;
    const told = (facts.logLines ?? []).some(
      ({ source, message, at }) => source === `journal:${unit.name}` && at >= since && TOLD.test(message),
    );
    if (!stopped && (deaths.length === 0 || !(counted || told || kernel.length > 0))) return [];
    const [, anonymous, shared] = VICTIM.exec(kernel.at(-1)?.text ?? '') ?? [];
    const killedKb = anonymous === undefined ? null : Number(anonymous) + Number(shared ?? 0);
    const ofUnit = kernel.length === 0 || /^Memory cgroup /.test(kernel.at(-1)?.text ?? '');
    const limit = unit.settings?.mostMemoryKb ?? facts.room?.units.find(({ name }) => name === unit.name)?.limitKb;
    return [{ program, unit, stopped, deaths, kernel, killedKb, limitKb: ofUnit ? (limit ?? null) : null }];
  });

const KILLED = /exited on signal 9 \(SIGKILL\)/;

/** systemd's words. Source: unit.c. */
const TOLD = /: A process of this unit has been killed by the OOM killer/;

const VICTIM = /Killed process \d+ \(php[^)]*\).* anon-rss:(\d+)kB(?:.* shmem-rss:(\d+)kB)?/;
