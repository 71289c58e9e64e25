import { hostsLeftOpen, hostsToTakeBack, type RecordedRun } from './recorded-run.ts';

/** The run that a record is about: a rollback's is the one that it takes back. */
export const subjectOf = ({ started }: RecordedRun): string => started.of ?? started.run;

/** The hosts on which what a run did is still there to be taken back, as far as the journals of this and later runs tell. */
export function stillThere(run: RecordedRun, later: readonly RecordedRun[]): readonly string[] {
  const takenBack = new Set(
    later.filter((each) => isOf(each, run) && each.started.command !== 'confirm').flatMap(done),
  );
  return hostsToTakeBack(run).filter((host) => !takenBack.has(host));
}

/** The hosts on which a run's transaction may still be open, as far as the journals of this and later runs tell. */
export function stillOpen(run: RecordedRun, later: readonly RecordedRun[]): readonly string[] {
  // Whoever began on a host had its lock, which an open transaction keeps.
  const settled = new Set(later.flatMap((each) => (isOf(each, run) ? done(each) : each.begun)));
  return hostsLeftOpen(run).filter((host) => !settled.has(host));
}

const isOf = (each: RecordedRun, run: RecordedRun): boolean => each.started.of === subjectOf(run);

const done = ({ hosts }: RecordedRun): readonly string[] =>
  hosts.filter(({ status }) => DONE.has(status)).map(({ host }) => host);

const DONE: ReadonlySet<string> = new Set(['rolled-back', 'ok', 'changed']);
