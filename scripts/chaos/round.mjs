import { lostEdit, withoutEdit, withoutTime } from './edited.mjs';
import { reachedCommand, stopAt } from './moment.mjs';
import { repairOf } from './repair.mjs';
import { sutureFor } from './runner.mjs';
import { settleByHand, stillOpen } from './settle.mjs';
import { liesOf, verdictOf } from './verdict.mjs';

/** Seconds until a host that hears nothing undoes by itself: enough for a second look, on a busy machine too. */
const WINDOW = 8;
const REPAIR = ['run', 'fix-502', '--yes', '--approve', 'all'];
const GUARDED = [...REPAIR, '--confirm-within', String(WINDOW)];

/** One round: breaks the host, runs Suture, does the fault at the moment, waits, settles, compares. */
export async function playRound(host, { scenario, fault, moment }) {
  const repair = await repairOf(host, scenario, REPAIR);
  await host.renew(scenario.name, fault.prepare);
  const sutures = [sutureFor(host)];
  const stop = await stopAt(host, moment);
  try {
    const before = await host.snapshot();
    const runner = sutures[0].start(GUARDED, stop.env);
    const runners = [runner];
    const second = () => {
      sutures.push(sutureFor(host));
      runners.push(sutures[1].start(GUARDED));
    };
    const where = await Promise.race([stop.reached(60), runner.ended.then(() => null)]);
    if (where !== null) await fault.act({ host, runner, scenario, second });
    await stop.goOn(where === null ? undefined : moment.later);
    const then = where === null || moment.later === undefined ? null : await strikeAgain(host, fault);
    const told = await Promise.all(runners.map(({ ended }) => ended));
    await fault.lift?.({ host });
    const open = await stillOpen(host, WINDOW + 15);
    const settledBy = open === '' ? 'itself' : await settleByHand(sutures[0], host);
    const seen = await compared(host, { isEdited: fault.edits === true && where !== null, scenario, before, repair });
    const lies = liesOf(seen.kind, told);
    const stuck = seen.kind === 'before' ? await stuckOn(host, sutures[0]) : [];
    const armed = (await host.run("find /etc/systemd -name 'suture-*'")).trim();
    const why = [...seen.why, ...lies, ...stuck, ...(armed === '' ? [] : [`left behind: ${armed}`])];
    return {
      where: then === null ? where : `${where}; then ${then}`,
      settledBy,
      told,
      kind: seen.kind,
      why: [...why, ...(why.length === 0 || open === '' ? [] : [`was open before that: ${open}`])],
    };
  } finally {
    stop.dispose();
    for (const each of sutures) each.dispose();
  }
}

/** The fault's second act, at a later command: of the transaction, or of the undo that the first act has led to. */
async function strikeAgain(host, fault) {
  const where = await reachedCommand(host, WINDOW + 15);
  if (where !== null) await fault.next({ host });
  await host.ask('/usr/bin/rm -f /run/chaos/wanted /run/chaos/claimed', 10);
  return where;
}

async function compared(host, { isEdited, scenario, before, repair }) {
  const after = await host.snapshot();
  if (!isEdited) return verdictOf({ before, after, repair });
  const { edits } = scenario;
  const stripped = [withoutTime(edits.path, before), await withoutEdit(host, edits, after)];
  const verdict = verdictOf({ before: stripped[0], after: stripped[1], repair });
  return { ...verdict, why: [...verdict.why, ...(after === before ? [] : await lostEdit(host, edits))] };
}

/** Whether a host that is as before lets no later run do its work; one that only settles what was left open says run again. */
async function stuckOn(host, suture) {
  for (let tries = 2; ; tries -= 1) {
    const { host: told, stderr } = await suture.run(...REPAIR);
    // What somebody has edited and not loaded may have no finding that a step answers: that's no lock.
    if (told?.status === 'changed' || (told?.status === 'refused' && !told.error)) return [];
    if (tries === 0) return [`no later run can repair it: ${told === null ? stderr : JSON.stringify(told.error)}`];
  }
}
