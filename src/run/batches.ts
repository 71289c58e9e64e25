import { type BatchSize, type Guarded, type Guards, NO_GUARDS } from '../playbook/guards.ts';
import { wentWrong } from './budget.ts';
import type { HostReport } from './host-report.ts';

/** Hosts that are changed before the next batch is begun. */
export interface Batch<Host> extends Guards {
  readonly hosts: readonly Host[];
}

/**
 * Cuts hosts into batches as Ansible's `serial` does, play by play: sizes in their order, the last one again and again; a
 * percentage is of all the play's hosts, rounded down, but one host at least. Who is in no play comes last. No batch is empty.
 */
export function batchesOf<Host extends { readonly report: { readonly host: string } }>(
  plays: readonly Guarded[],
  hosts: readonly Host[],
): readonly Batch<Host>[] {
  const left = new Map(hosts.map((host) => [host.report.host, host]));
  const batches = plays.flatMap((play) => {
    const own = play.hosts.flatMap((name) => left.get(name) ?? []);
    for (const { report } of own) left.delete(report.host);
    return cut(own, play);
  });
  return left.size === 0 ? batches : [...batches, { ...NO_GUARDS, hosts: [...left.values()] }];
}

function cut<Host>(own: readonly Host[], { hosts: all, ...guards }: Guarded): readonly Batch<Host>[] {
  const { serial } = guards;
  const batches: Batch<Host>[] = [];
  for (let at = 0; at < own.length; ) {
    const size = serial[Math.min(batches.length, serial.length - 1)];
    const count = size === undefined ? own.length : countOf(size, all.length);
    batches.push({ ...guards, hosts: own.slice(at, at + count) });
    at += count;
  }
  return batches;
}

const countOf = (size: BatchSize, all: number): number =>
  size.kind === 'count' ? size.count : Math.max(1, Math.floor((size.percent * all) / 100));

/** Of how many hosts each batch would be, in order; none where all hosts go at once, or nothing would be changed. */
export function batchSizes(plays: readonly Guarded[], reports: readonly HostReport[]): readonly number[] {
  const isPlanned = reports.some(({ status }) => status === 'would-change');
  if (!isPlanned || plays.every(({ serial }) => serial.length === 0)) return [];
  const concerned = reports.filter((report) => report.status === 'would-change' || wentWrong(report));
  return batchesOf(
    plays,
    concerned.map((report) => ({ report })),
  ).map(({ hosts }) => hosts.length);
}
