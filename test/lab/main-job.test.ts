import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import { type FaultHeader, faultHeaders } from './fault-headers.ts';
import { answersOneAtATime, hasNoSite, isForgotten, isLeftAlone, isOurs, restorable } from './fault-nature.ts';
import type { HttpAnswer } from './http-answer.ts';
import { bringUpAnew, type Lab } from './lab.ts';
import { sideBySide } from './side-by-side.ts';
import { type Ended, type HostJson, type Suture, sutureOn } from './suture.ts';

// A host for each fault, in fleets of a size that one machine bears (each systemd takes a share of the kernel's inotify
// instances), and each command once for all hosts of a fleet: the tests then look at what was seen.

interface Patient {
  readonly host: string;
  readonly fault: FaultHeader;
  readonly layout: 'debian' | 'redhat';
  /** What is done to the host before it is broken, where the fault alone would not show. */
  readonly first?: string;
}

const ours = faultHeaders().filter(isOurs);
const everyone: readonly Omit<Patient, 'host'>[] = [
  ...ours.map((fault) => ({ fault, layout: 'debian' as const })),
  ...onRedHat('socket-acl-denied', 'upstream-mismatch', 'fpm-stopped', 'nginx-config-not-loaded'),
  // Red Hat's pool names its friends in an ACL, beside which an owner counts for nothing.
  ...onRedHat('socket-denied').map((each) => ({
    ...each,
    first: 'sed -i s/^listen.acl_users/\\;/ /etc/php-fpm.d/www.conf',
  })),
];

function onRedHat(...names: readonly string[]): Omit<Patient, 'host'>[] {
  return ours.filter(({ name }) => names.includes(name)).map((fault) => ({ fault, layout: 'redhat' }));
}

const FLEETS = 3;

/** Each fleet has hosts to cure and hosts to leave alone. */
const fleets = Array.from({ length: FLEETS }, (_, fleet) => {
  const inOrder = [true, false].flatMap((alone) => everyone.filter(({ fault }) => isLeftAlone(fault) === alone));
  const patients = inOrder
    .filter((_each, index) => index % FLEETS === fleet)
    .map((each, index): Patient => ({ ...each, host: `web${String(index + 1).padStart(2, '0')}` }));
  return { name: `main-job-${fleet + 1}`, patients };
});

const watched = ['/etc/systemd', '/tmp', '/var/lib/suture'];

/** The statuses that Suture tells of the host's sites, in the words of a fault's header. */
const answersOf = ({ sites }: Pick<HostJson, 'sites'>) =>
  Object.fromEntries(sites.map(({ site, status }) => [site, status ?? 'refused']));

const expectedAnswers = ({ fault }: Patient) => ({
  ...(hasNoSite(fault) ? {} : { 'default:80': fault.clientSees }),
  ...Object.fromEntries(fault.alsoSees.map(({ site, answer }) => [`${site}:80`, answer])),
});

describe.each(fleets)('$name', ({ name, patients }) => {
  const curable = patients.filter(({ fault }) => !isLeftAlone(fault));
  const leftAlone = patients.filter(({ fault }) => isLeftAlone(fault));
  let lab: Lab;
  let suture: Suture;
  const seen = {
    broken: new Map<string, string>(),
    afterDryRun: new Map<string, string>(),
    afterRun: new Map<string, string>(),
    answersAfterRun: new Map<string, HttpAnswer>(),
    afterRollback: new Map<string, string>(),
    answersAfterRollback: new Map<string, HttpAnswer>(),
  };
  const told: Record<string, Ended> = {};

  beforeAll(async () => {
    lab = await bringUpAnew(name, patients.length);
    suture = sutureOn(lab);
    await sideBySide(patients, async ({ host, fault, layout, first }) => {
      if (layout !== 'debian') await lab.layOut(host, layout);
      if (first !== undefined) await lab.execOn(host, first);
      await lab.breakHost(host, fault.name);
    });
    await snapshots(seen.broken);
    const run = (which: readonly Patient[], ...args: readonly string[]): Promise<Ended> =>
      suture.fleet('run', 'fix-502', '--approve', 'all', '--limit', which.map(({ host }) => host).join(','), ...args);

    told['check'] = await suture.fleet('check');
    told['dry run'] = await run(curable, '--check');
    told['dry run of the others'] = await run(leftAlone, '--check');
    await snapshots(seen.afterDryRun);
    told['run'] = await run(curable, '--yes');
    told['run of the others'] = await run(leftAlone, '--yes');
    await answers(seen.answersAfterRun);
    await snapshots(seen.afterRun);
    told['second run'] = await run(curable, '--yes');
    const { run: id } = told['run'];
    told['dry run of a rollback'] = await suture.fleet('rollback', id, '--check');
    told['rollback'] = await suture.fleet('rollback', id, '--yes');
    await answers(seen.answersAfterRollback);
    await snapshots(seen.afterRollback);
    told['second rollback'] = await suture.fleet('rollback', id, '--yes');
    told['dry run of a third'] = await suture.fleet('rollback', id, '--check');
  });

  afterAll(async () => {
    suture.dispose();
    await lab.takeDown();
  });

  async function snapshots(into: Map<string, string>): Promise<void> {
    await sideBySide(patients, async ({ host }) => into.set(host, await lab.snapshot(host, watched)));
  }

  async function answers(into: Map<string, HttpAnswer>): Promise<void> {
    await sideBySide(patients, async ({ host }) => into.set(host, await lab.httpStatus(host)));
  }

  const of = (command: string, { host }: Patient): HostJson => {
    const ended = told[command];
    if (ended === undefined) throw new Error(`"${command}" was not run`);
    return ended.host(host);
  };

  test('the exit codes say how it went', () => {
    expect(Object.fromEntries(Object.entries(told).map(([command, { exitCode }]) => [command, exitCode]))).toEqual({
      check: 3,
      'dry run': 3,
      'dry run of the others': 3,
      run: 0,
      'run of the others': 3,
      'second run': 0,
      'dry run of a rollback': 3,
      rollback: 0,
      'second rollback': 0,
      'dry run of a third': 0,
    });
  });

  test('every command tells of its hosts in the order of the inventory', () => {
    for (const { hosts } of Object.values(told)) {
      const names = hosts.map(({ host }) => host);
      expect(names).toEqual(names.toSorted());
    }
  });

  describe.each(patients)('$fault.name on $layout', (patient) => {
    test('is named first, and its sites answer as they do', () => {
      const { status, findings, sites } = of('check', patient);
      expect({ status, cause: findings[0]?.cause, because: findings[0]?.because }).toEqual({
        status: 'unhealthy',
        cause: patient.fault.causes[0],
        because: [],
      });
      const answers = answersOf({ sites });
      if (answersOneAtATime(patient.fault)) expect([500, 'refused']).toContain(answers['default:80']);
      else expect(answers).toEqual(expectedAnswers(patient));
    });

    test('a dry run leaves the host as it was', () => {
      expect(seen.afterDryRun.get(patient.host)).toBe(seen.broken.get(patient.host));
      expect(seen.afterDryRun.get(patient.host)).not.toContain('/var/lib/suture');
    });
  });

  describe.each(curable)('$fault.name on $layout', (patient) => {
    test('a dry run says what would be done', () => {
      const { status, changes } = of('dry run', patient);
      expect(status).toBe('would-change');
      expect(changes.map(({ state }) => state)).toEqual(changes.map(() => 'planned'));
    });

    test('is repaired, by its own second look and by a client’s', () => {
      const { status, changes, verify } = of('run', patient);
      expect(status).toBe('changed');
      expect(changes.map(({ state }) => state)).toEqual(changes.map(() => 'done'));
      expect(verify?.after.findings).toEqual([]);
      expect(Object.values(answersOf(verify?.after ?? { sites: [] }))).toEqual(verify?.after.sites.map(() => 200));
      expect(seen.answersAfterRun.get(patient.host)).toBe(200);
    });

    test('a second run finds nothing left to do', () => {
      expect(of('second run', patient)).toMatchObject({ status: 'ok', changes: [], findings: [] });
    });

    test('a rollback restores every file, owner, mode and unit', () => {
      expect(of('rollback', patient).status).toBe('rolled-back');
      const [after, before] = [seen.afterRollback, seen.broken].map((map) =>
        restorable(isForgotten(patient.fault), map.get(patient.host)),
      );
      expect(after).toEqual(before);
      const { clientSees } = patient.fault;
      expect(seen.answersAfterRollback.get(patient.host)).toBe(isForgotten(patient.fault) ? 200 : clientSees);
    });

    test('a dry run of the rollback names what would be restored', () => {
      const { status, changes } = of('dry run of a rollback', patient);
      expect(status).toBe('would-change');
      const written = of('run', patient).changes.filter(({ kind }) => kind === 'write-file');
      expect(changes.filter(({ kind }) => kind === 'write-file')).toHaveLength(written.length);
    });

    test('a second rollback does nothing', () => {
      expect(of('dry run of a third', patient)).toMatchObject({ status: 'ok', changes: [] });
      expect(of('second rollback', patient)).toMatchObject({ status: 'ok', changes: [] });
    });
  });

  describe.each(leftAlone)('$fault.name on $layout', (patient) => {
    test.each(['dry run of the others', 'run of the others'])('is left alone by a %s, which says why', (command) => {
      const { status, findings, changes, refused, error } = of(command, patient);
      expect({ status, changes, error }).toEqual({ status: 'refused', changes: [], error: undefined });
      const [{ cause, subject, remedy, whyNoRemedy } = { cause: '', subject: '', remedy: null }] = findings;
      expect(remedy).toBeNull();
      expect(whyNoRemedy).not.toBe('');
      expect(refused).toContainEqual({ finding: `${cause}:${subject}`, why: whyNoRemedy });
    });

    test('a run leaves the host as it was', () => {
      expect(seen.afterRun.get(patient.host)).toBe(seen.broken.get(patient.host));
    });
  });
});
