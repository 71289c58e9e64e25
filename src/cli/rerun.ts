import { UserError } from '../base/user-error.ts';
import { hostsNotDone } from '../run/recorded-run.ts';
import { findRun } from './find-run.ts';
import { stateDir } from './state-dir.ts';

/** Hosts that a command is narrowed to, and what people call them. */
export interface OnlyHosts {
  readonly hosts: ReadonlySet<string>;
  readonly called: string;
}

/** What `--rerun failed[:RUN]` selects: the hosts that a run, or the last one, did not bring to an end as it should have. */
export async function rerunHosts(spec: string | undefined, folder: string | undefined): Promise<OnlyHosts | null> {
  if (spec === undefined) return null;
  const name = spec === 'failed' ? 'last' : spec.slice('failed:'.length);
  const run = await findRun(stateDir(folder), name, ({ started }) => REPAIRS.has(started.command));
  const { run: id, command } = run.started;
  if (!REPAIRS.has(command)) {
    const message = `${id} is no run that can be done again: it is a ${command}`;
    throw new UserError([{ code: 'not-a-run', message, hint: '`suture history` lists the runs' }]);
  }
  const hosts = hostsNotDone(run);
  if (hosts.length > 0) return { hosts: new Set(hosts), called: `what run ${id} left` };
  const message = `run ${id} left no host to run on again: all ended ok or changed`;
  throw new UserError([{ code: 'nothing-to-rerun', message }]);
}

const REPAIRS: ReadonlySet<string> = new Set(['run', 'apply']);
