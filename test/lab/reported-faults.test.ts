import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import { askInside } from './ask-inside.ts';
import { type FaultHeader, faultHeaders, type ReportedFault } from './fault-headers.ts';
import type { HttpAnswer } from './http-answer.ts';
import { bringUpAnew, type Lab } from './lab.ts';
import { sideBySide } from './side-by-side.ts';
import { type Ended, type HostJson, type Suture, sutureOn } from './suture.ts';

// Situations of other people's hosts, rebuilt: what may be named first, and what may be done, is in each one's header.
// A host for each, and each command once for all hosts of a fleet, as in main-job.test.ts.

const names: readonly string[] = [
  'alternatives-dangling',
  'apache-stopped',
  'apache-without-fpm',
  'auth-basic-socket-denied',
  'auth-subrequest-failed',
  'auth-target-dead',
  'body-temp-full',
  'cached-503',
  'container-down',
  'decoy-file-store',
  'docker-php-stopped',
  'error-page-200',
  'escaped-dollars',
  'fastcgi-temp-owner',
  'fpm-namespace-226',
  'group-not-reloaded',
  'gunicorn-home-750',
  'gunicorn-killed',
  'invalid-header',
  'maintenance-503',
  'maintenance-flag-absent',
  'many-sites-php',
  'map-blue-green',
  'nginx-log-dir',
  'node-stopped',
  'open-basedir-leak',
  'orphan-fpm',
  'orphan-nginx',
  'panel-script-killed',
  'plesk-stopped',
  'preload-missing',
  'protecthome-fpm',
  'proxy-closed-early',
  'proxy-header-invalid',
  'proxy-header-large',
  'proxy-loop',
  'proxy-protocol-socket-owner',
  'proxy-ssl-sni',
  'proxy-tls-plain-port',
  'proxy-tls-untrusted',
  'site-emptied',
  'site-link-dead',
  'readonly-etc',
  'socket-unit-failed',
  'tasksmax',
  'three-phps-b',
  'tls-behind-redirect',
  'upgrade-two-causes',
  'user-ini-prepend',
  'uwsgi-down',
  'wp-die-500',
];

interface Patient {
  readonly host: string;
  readonly fault: FaultHeader;
  readonly right: ReportedFault;
}

const SIZE = 12;
const everyone = faultHeaders().flatMap((fault) =>
  fault.reported !== null && names.includes(fault.name) ? [{ fault, right: fault.reported }] : [],
);
const fleets = Array.from({ length: Math.ceil(everyone.length / SIZE) }, (_, fleet) => ({
  name: `reported-${fleet + 1}`,
  patients: everyone
    .slice(fleet * SIZE, (fleet + 1) * SIZE)
    .map((each, index): Patient => ({ ...each, host: `web${String(index + 1).padStart(2, '0')}` })),
}));

const watched = ['/etc/systemd', '/var/lib/suture', '/srv', '/opt', '/home'];

test('each name is that of a fault of other people', () => {
  expect(everyone.map(({ fault }) => fault.name).toSorted()).toEqual(names.toSorted());
});

describe.each(fleets)('$name', ({ name, patients }) => {
  let lab: Lab;
  let suture: Suture;
  const told: Record<string, Ended> = {};
  const seen: Record<string, Map<string, { readonly snapshot: string; readonly answer: HttpAnswer }>> = {};

  beforeAll(async () => {
    lab = await bringUpAnew(name, patients.length);
    suture = sutureOn(lab);
    await sideBySide(patients, async ({ host, fault }) => {
      if (fault.image !== 'bookworm') await lab.heal(host, fault.image);
      await lab.breakHost(host, fault.name);
    });
    await see('broken');
    told['check'] = await suture.fleet('check');
    told['run'] = await suture.fleet('run', 'fix-502', '--yes');
    told['approved run'] = await suture.fleet('run', 'fix-502', '--yes', '--approve', 'all');
    await see('treated');
  });

  afterAll(async () => {
    suture.dispose();
    await lab.takeDown();
  });

  async function see(when: string): Promise<void> {
    const states = new Map<string, { readonly snapshot: string; readonly answer: HttpAnswer }>();
    await sideBySide(patients, async ({ host, right }) => {
      const answer = await askInside(lab, host, right.asked);
      states.set(host, { answer, snapshot: await lab.snapshot(host, watched) });
    });
    seen[when] = states;
  }

  const of = (command: string, { host }: Patient): HostJson => {
    const ended = told[command];
    if (ended === undefined) throw new Error(`"${command}" was not run`);
    return ended.host(host);
  };

  /** What became of the host; a status that is no end, such as `failed`, where it came to none. */
  const outcome = (patient: Patient): string => {
    const [first, second] = ['run', 'approved run'].map((command) => of(command, patient).status);
    if (first === 'changed') return 'repaired';
    if (second === 'changed') return 'repaired if approved';
    return [first, second].find((status) => status !== 'refused' && status !== 'ok') ?? 'left alone';
  };

  describe.each(patients)('$fault.name', (patient) => {
    test('shows a client what its header says', () => {
      expect(patient.right.sees).toContain(seen['broken']?.get(patient.host)?.answer);
    });

    test('is named first, as grave as it is', () => {
      const { status, findings } = of('check', patient);
      const [first] = findings.filter(({ severity }) => severity !== 'notice');
      expect(patient.right.causes).toContain(first?.cause ?? 'none');
      expect(status).toBe(first === undefined ? 'healthy' : 'unhealthy');
      if (patient.right.severity !== null) expect(first?.severity).toBe(patient.right.severity);
    });

    test('is repaired, or left alone, as is right', () => {
      expect(patient.right.outcomes).toContain(outcome(patient));
      expect(patient.right.then).toContain(seen['treated']?.get(patient.host)?.answer);
      if (outcome(patient) === 'left alone')
        expect(seen['treated']?.get(patient.host)?.snapshot).toBe(seen['broken']?.get(patient.host)?.snapshot);
    });
  });
});
