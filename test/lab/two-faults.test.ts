import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import { hides } from '../../src/checks/on-the-way.ts';
import { type FaultHeader, faultHeaders } from './fault-headers.ts';
import { isForgotten, isLeftAlone, isOurs, restorable } from './fault-nature.ts';
import type { HttpAnswer } from './http-answer.ts';
import { bringUpAnew, type Lab } from './lab.ts';
import { shuffled } from './shuffled.ts';
import { sideBySide } from './side-by-side.ts';
import { type Ended, type HostJson, type Suture, sutureOn } from './suture.ts';

// Two faults on each host, drawn from docker/faults. A search takes more of them, anew each time:
//   SUTURE_PAIRS=50 SUTURE_SEED=$RANDOM npx vitest run --project lab test/lab/two-faults.test.ts
// SUTURE_PAIR='fpm-hung socket-denied' takes just that one, SUTURE_AT_ONCE=3 no more hosts than that.

const { SUTURE_SEED: seed = '20261121', SUTURE_PAIRS: wanted = '8', SUTURE_AT_ONCE: atOnce = '8' } = process.env;

interface Pair {
  readonly name: string;
  readonly faults: readonly [first: FaultHeader, second: FaultHeader];
}

const catalogue = faultHeaders().filter((fault) => isOurs(fault) && fault.touches.length > 0);
const everyPair = catalogue.flatMap((first) =>
  catalogue.flatMap((second): readonly Pair[] =>
    areTwo(first, second) && staysBelow(first, second)
      ? [{ name: `${first.name} ${second.name}`, faults: [first, second] }]
      : [],
  ),
);

/**
 * Faults that touch the same thing would undo one another, and of two names for one state only one is right. A name in
 * nginx's files isn't followed to the pool behind it, so `upstream-name-moved` touches `fpm`: that one's faults go unseen.
 */
function areTwo(one: FaultHeader, other: FaultHeader): boolean {
  return one.causes[0] !== other.causes[0] && !one.touches.some((thing) => other.touches.includes(thing));
}

/**
 * Whether the first is still there once the second was made. What a program is in comes last, nginx after PHP-FPM,
 * as other faults restart these; and the second must not wait for an answer that the first prevents.
 */
function staysBelow(first: FaultHeader, second: FaultHeader): boolean {
  const depth = ({ touches }: FaultHeader): number => (touches.includes('nginx') ? 2 : touches.includes('fpm') ? 1 : 0);
  const sees = second.waitsFor.every((answer) => answer === first.clientSees || answer === 502 || answer === 'refused');
  return depth(first) <= depth(second) && (first.clientSees === 200 || sees);
}

/** Half of those that are wanted are pairs that Suture cures by itself; most of the catalogue's are not. */
function drawn(count: number): readonly Pair[] {
  const order = shuffled(everyPair, Number(seed));
  const [curable, others] = [true, false].map((all) =>
    order.filter(({ faults }) => faults.every((fault) => !isLeftAlone(fault)) === all),
  );
  return [...(curable ?? []).slice(0, Math.ceil(count / 2)), ...(others ?? []).slice(0, Math.floor(count / 2))];
}

const named = everyPair.filter(({ name }) => name === process.env['SUTURE_PAIR']);
const pairs = named.length > 0 ? named : drawn(Number(wanted));
process.stderr.write(`two faults: SUTURE_SEED=${seed}, ${pairs.length} of ${everyPair.length} pairs\n`);

/** A pair on a host, and what became of both. */
interface Patient extends Pair {
  readonly host: string;
}

const size = Number(atOnce);
const batches = Array.from({ length: Math.ceil(pairs.length / size) }, (_, batch) => ({
  batch: batch + 1,
  patients: pairs
    .slice(batch * size, (batch + 1) * size)
    .map((pair, index): Patient => ({ ...pair, host: `web${String(index + 1).padStart(2, '0')}` })),
}));

const causeOf = ({ causes: [cause = ''] }: FaultHeader): string => cause;

/** The faults that a person must cure. */
const leftAlone = ({ faults }: Pair): readonly FaultHeader[] => faults.filter(isLeftAlone);

/** Whether something that nobody but a person cures keeps requests from ever meeting this fault. */
const isOutOfSight = (fault: FaultHeader, { faults }: Pair): boolean =>
  faults.some((other) => other !== fault && isLeftAlone(other) && hides(causeOf(other), causeOf(fault)));

describe.each(batches)('batch $batch', ({ patients }) => {
  let lab: Lab;
  let suture: Suture;
  const took = new Map<string, unknown>();
  const told: Record<string, Ended> = {};
  const seen: Record<string, Map<string, { readonly snapshot: string; readonly answer: HttpAnswer }>> = {};

  beforeAll(async () => {
    lab = await bringUpAnew('two-faults', patients.length);
    suture = sutureOn(lab);
    await sideBySide(patients, async ({ host, faults: [first, second] }) => {
      const broken = lab.breakHost(host, first.name).then(() => lab.breakHost(host, second.name));
      took.set(
        host,
        await broken.then(
          () => null,
          (error: unknown) => error,
        ),
      );
    });
    await see('broken');
    told['run'] = await suture.fleet('run', 'fix-502', '--approve', 'all', '--yes');
    await see('run');
    told['second run'] = await suture.fleet('run', 'fix-502', '--approve', 'all', '--yes');
    await see('second run');
    told['rollback'] = await suture.fleet('rollback', told['run'].run, '--yes');
    await see('rollback');
    for (const patient of patients) process.stderr.write(`two faults: ${story(patient)}\n`);
  });

  afterAll(async () => {
    suture.dispose();
    await lab.takeDown();
  });

  async function see(when: string): Promise<void> {
    const states = new Map<string, { readonly snapshot: string; readonly answer: HttpAnswer }>();
    await sideBySide(patients, async ({ host }) => {
      const answer = await lab.httpStatus(host);
      states.set(host, { answer, snapshot: await lab.snapshot(host, ['/etc/systemd', '/etc/hosts', '/srv']) });
    });
    seen[when] = states;
  }

  /** What became of a pair, in one line. */
  function story(patient: Patient): string {
    const { status, verify, revealed, findings, error } = of('run', patient);
    const causes = (of: HostJson['findings']) => of.map(({ cause }) => cause).join(' ') || '-';
    const answers = ['broken', 'run'].map((when) => seen[when]?.get(patient.host)?.answer).join(' -> ');
    const looks = [verify?.before.findings ?? findings, revealed, findings].map(causes).join(' | ');
    return `${patient.name}: ${status} ${error?.reason ?? ''} ${answers}: ${looks}`;
  }

  const of = (command: string, { host }: Patient): HostJson => {
    const ended = told[command];
    if (ended === undefined) throw new Error(`"${command}" was not run`);
    return ended.host(host);
  };

  describe.each(patients)('$name on $host', (patient) => {
    test('are both there', () => {
      expect(took.get(patient.host)).toBeNull();
    });

    test('are both named, unless nobody can see one behind the other', () => {
      const { verify, revealed, findings } = of('run', patient);
      const named = [...(verify?.before.findings ?? []), ...revealed, ...findings].map(({ cause }) => cause);
      const visible = patient.faults.filter((fault) => !isOutOfSight(fault, patient)).map(causeOf);
      expect(named).toEqual(expect.arrayContaining(visible));
    });

    test('are repaired but for what is left to a person', () => {
      const { status, findings, sites, changes, error } = of('run', patient);
      const causes = findings.filter(({ severity }) => severity !== 'notice').map(({ cause }) => cause);
      const left = leftAlone(patient)
        .filter((fault) => !isOutOfSight(fault, patient))
        .map(causeOf);
      const sight = patient.faults.filter((fault) => !isLeftAlone(fault) && !isOutOfSight(fault, patient)).map(causeOf);
      expect(error).toBeUndefined();
      expect(causes).toEqual(expect.arrayContaining(left));
      expect(causes.filter((cause) => sight.includes(cause))).toEqual([]);
      expect(changes.map(({ state }) => state)).toEqual(changes.map(() => 'done'));
      if (leftAlone(patient).length > 0) return;
      expect({ status, causes, answer: seen['run']?.get(patient.host)?.answer }).toEqual({
        status: 'changed',
        causes: [],
        answer: 200,
      });
      expect(sites.map((site) => site.status)).toEqual(sites.map(() => 200));
    });

    test('leave nothing to do for a second run', () => {
      expect(of('second run', patient)).toMatchObject({ changes: [] });
      expect(seen['second run']?.get(patient.host)?.snapshot).toBe(seen['run']?.get(patient.host)?.snapshot);
    });

    test('are back after a rollback', () => {
      const [before, after] = ['broken', 'rollback'].map((when) => seen[when]?.get(patient.host));
      const forgotten = patient.faults.some(isForgotten);
      const exact = (state: typeof before) => restorable(forgotten, state?.snapshot);
      const changed = of('run', patient).status === 'changed';
      expect(told['rollback']?.hosts.find(({ host }) => host === patient.host)?.status).toBe(
        changed ? 'rolled-back' : undefined,
      );
      expect(exact(after)).toEqual(exact(before));
      if (!forgotten) expect(after?.answer).toBe(before?.answer);
    });
  });
});
