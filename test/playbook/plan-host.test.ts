import { describe as inWords } from '../../src/plan/describe.ts';
import { describe, expect, test } from 'vitest';
import { diagnose } from '../../src/checks/diagnose.ts';
import type { Diagnosis, Finding, Remedy } from '../../src/checks/finding.ts';
import type { HostPlan } from '../../src/plan/plan.ts';
import { planHost } from '../../src/playbook/plan-host.ts';
import type { PlayStep } from '../../src/playbook/playbook.ts';
import {
  addPool,
  addSite,
  type Draft,
  hostFacts,
  killFpm,
  pathOf,
  POOL_FILE,
  poolText,
  SOCKET,
  stopFpm,
  UNIT,
  write,
} from '../checks/host.ts';
import { fix502, playStep } from './play.ts';

const nobody = (): boolean => false;
const everybody = (): boolean => true;

/** Plans what the checks really find on a changed host. */
function planOn(
  change: (host: Draft) => void,
  steps: readonly PlayStep[] = fix502(),
  approve: typeof nobody = nobody,
): HostPlan {
  const facts = hostFacts(change);
  return planHost(steps, { host: 'web01', facts, diagnosis: diagnose(facts) }, approve);
}

const shape = ({ changes }: HostPlan): readonly string[] =>
  changes.map((change) => `${change.id} ${change.kind} ${inWords(change)} <- ${change.finding ?? 'the play'}`);

const finding = (rest: Partial<Finding> = {}): Finding => ({
  cause: 'fpm-stopped',
  severity: 'critical',
  subject: UNIT,
  message: 'it is stopped',
  evidence: [],
  remedy: { step: 'service', level: 'guarded', summary: 'start it', with: { unit: UNIT, state: 'started' } },
  whyNoRemedy: '',
  sites: [],
  because: [],
  ...rest,
});
const diagnosed = (...findings: readonly Finding[]) => ({
  host: 'web01',
  facts: hostFacts(stopFpm),
  diagnosis: { findings, skipped: [], unjudged: [] } satisfies Diagnosis,
});
const start = playStep('service', 'fpm-stopped', { state: 'started' });

describe('the play that comes with Suture', () => {
  test('plans nothing for a healthy host', () => {
    expect(planOn(() => undefined)).toEqual({
      host: 'web01',
      changes: [],
      answered: [],
      refused: [],
      needsApproval: [],
    });
  });

  test('sets every dead socket of a killed PHP-FPM aside, tests once, starts once, and answers each finding', () => {
    const plan = planOn((host) => {
      addPool(host, 'blog', '/run/php/blog.sock');
      addSite(host, 'blog.example', 'unix:/run/php/blog.sock', 502);
      killFpm(host);
    });
    expect(shape(plan)).toEqual([
      `c1 gate test: /usr/sbin/php-fpm8.2 -t --fpm-config /etc/php/8.2/fpm/php-fpm.conf <- stale-socket:/run/php/blog.sock`,
      `c2 gate test: /usr/sbin/nginx -t -c /etc/nginx/nginx.conf <- the play`,
      'c3 remove-socket set the dead socket /run/php/blog.sock aside <- stale-socket:/run/php/blog.sock',
      `c4 remove-socket set the dead socket ${SOCKET} aside <- stale-socket:${SOCKET}`,
      `c5 service reset-failed ${UNIT} <- stale-socket:/run/php/blog.sock`,
      `c6 service start ${UNIT} <- stale-socket:/run/php/blog.sock`,
    ]);
    expect(plan.answered).toEqual(['stale-socket:/run/php/blog.sock', `stale-socket:${SOCKET}`]);
    expect(plan.refused).toEqual([]);
  });

  test('writes one file once for two pools in it that keep nginx out, and answers both findings', () => {
    const rooted = { 'listen.owner': 'root', 'listen.group': 'root' };
    const plan = planOn((host) => {
      addSite(host, 'blog.example', 'unix:/run/php/blog.sock', 502);
      addPool(host, 'blog', '/run/php/blog.sock');
      host.fpm[0]!.files.pop();
      write(
        host,
        POOL_FILE,
        `${poolText('www', rooted)}${poolText('blog', { listen: '/run/php/blog.sock', ...rooted })}`,
      );
      for (const path of [SOCKET, '/run/php/blog.sock']) {
        Object.assign(pathOf(host, path), { owner: 'root', group: 'root', nginxMayConnect: false });
      }
      for (const status of host.siteStatuses) status.status = 502;
    });
    const mode = { 'listen.mode': '0660' };
    expect(plan.changes.map(({ kind }) => kind)).toEqual(['write-file', 'gate', 'gate', 'service']);
    expect(plan.changes[0]).toMatchObject({
      after: `${poolText('www', mode)}${poolText('blog', { listen: '/run/php/blog.sock', ...mode })}`,
    });
    expect(plan.answered).toEqual(['socket-denied:/run/php/blog.sock', `socket-denied:${SOCKET}`]);
  });

  test('edits one line once, whatever number of sites go through its upstream', () => {
    const plan = planOn((host) => {
      host.nginx.files[0]!.text =
        'user www-data;\nhttp {\n  upstream php { server unix:/run/php/gone.sock; }\n  include /etc/nginx/sites-enabled/*;\n}\n';
      addSite(host, 'one.example', 'php', 502);
      addSite(host, 'two.example', 'php', 502);
    });
    // The pool serves shop.example already, so that a person has to say that it is meant here.
    expect(plan.changes).toEqual([]);
    expect(plan.needsApproval).toHaveLength(1);

    const moved = (host: Draft): void => {
      host.nginx.files = [host.nginx.files[0]!];
      host.nginx.files[0]!.text =
        'user www-data;\nhttp {\n  upstream php { server unix:/run/php/gone.sock; }\n  include /etc/nginx/sites-enabled/*;\n}\n';
      host.siteStatuses = [];
      addSite(host, 'one.example', 'php', 502);
      addSite(host, 'two.example', 'php', 502);
    };
    // Which scripts PHP runs for them isn't written.
    expect(planOn(moved).needsApproval).toHaveLength(1);
    const alone = planOn(moved, fix502(), () => true);
    expect(alone.changes.map(({ kind }) => kind)).toEqual(['write-file', 'gate', 'gate', 'service']);
    expect(alone.answered).toHaveLength(1);
  });

  test('repairs PHP-FPM though nginx refuses its own files, and leaves nginx alone', () => {
    const plan = planOn((host) => {
      host.nginx.test = {
        passed: false,
        output: 'nginx: [emerg] unknown directive "liste" in /etc/nginx/nginx.conf:3',
      };
      killFpm(host);
    });
    expect(plan.changes.map(({ kind }) => kind)).toEqual(['gate', 'remove-socket', 'service', 'service']);
    expect(plan.changes.map(inWords).join()).not.toContain('nginx');
  });
});

describe('a finding', () => {
  test('whose remedy is one of two steps for its cause is left to that one, whoever approves', () => {
    const other = playStep('remove_stale_socket', 'fpm-stopped');
    const plan = planHost([other, start], diagnosed(finding()), everybody);
    expect(plan).toMatchObject({ answered: [`fpm-stopped:${UNIT}`], refused: [], needsApproval: [] });
    const approve: Remedy = { step: 'service', level: 'approve', summary: '', with: { unit: UNIT, state: 'started' } };
    expect(planHost([other, start], diagnosed(finding({ remedy: approve })), nobody).needsApproval).toHaveLength(1);
  });

  test('that is a symptom waits for its root', () => {
    const plan = planHost([start], diagnosed(finding({ because: ['stale-socket:/run/x.sock'] })), everybody);
    expect(plan).toMatchObject({ changes: [], answered: [], refused: [] });
  });

  test('without a remedy is refused in the words of its check, once', () => {
    const plan = planHost([start, start], diagnosed(finding({ remedy: null, whyNoRemedy: 'it is masked' })), everybody);
    expect(plan.refused).toEqual([{ step: 'service', finding: `fpm-stopped:${UNIT}`, why: 'it is masked' }]);
  });

  test('that a step can do nothing about is refused in the words of the step', () => {
    const running = { ...diagnosed(finding()), facts: hostFacts() };
    expect(planHost([start], running, everybody).refused).toEqual([
      { step: 'service', finding: `fpm-stopped:${UNIT}`, why: `${UNIT} is active` },
    ]);
  });

  const waiting: Remedy = {
    step: 'service',
    level: 'approve',
    summary: 'start it',
    with: { unit: UNIT, state: 'started' },
  };
  test('of level approve waits for somebody to approve its cause', () => {
    const plan = planHost([start], diagnosed(finding({ remedy: waiting })), nobody);
    expect(plan).toMatchObject({ changes: [], needsApproval: [`fpm-stopped:${UNIT}`] });
  });

  test('of level approve is planned once its cause is approved', () => {
    const plan = planHost([start], diagnosed(finding({ remedy: waiting })), (cause) => cause === 'fpm-stopped');
    expect(plan.needsApproval).toEqual([]);
    expect(plan.answered).toEqual([`fpm-stopped:${UNIT}`]);
  });

  test('of another cause is none of a step’s business', () => {
    const plan = planHost([playStep('service', 'nginx-stopped')], diagnosed(finding()), everybody);
    expect(plan).toMatchObject({ changes: [], refused: [] });
  });
});

describe('a step that only asks, waits or tells', () => {
  const noted = (change: (host: Draft) => void, ...steps: readonly PlayStep[]): HostPlan => planOn(change, steps);

  test('has its turn for each finding of its cause, whatever the remedy and its level, and answers none', () => {
    const plan = noted(
      killFpm,
      playStep('http_check', 'stale-socket', { url: 'http://127.0.0.1/' }),
      playStep('note', 'stale-socket', { message: 'dead' }),
      playStep('remove_stale_socket', 'stale-socket'),
    );
    expect(plan.notes).toEqual([{ step: 'note', message: 'dead' }]);
    expect(plan.changes.map(({ kind }) => kind)).toEqual(['wait', 'gate', 'remove-socket', 'service', 'service']);
    expect(plan.answered).toHaveLength(1);
    expect(planOn(killFpm, [playStep('note', 'stale-socket', { message: 'dead' })]).answered).toEqual([]);
  });

  test('leaves the host alone where its arguments make no sense there, and keeps what was told', () => {
    const plan = noted(
      stopFpm,
      playStep('note', null, { message: 'well' }),
      playStep('http_check', null, { url: 'x' }),
    );
    expect(plan).toMatchObject({ changes: [], stopped: { reason: 'arguments' }, notes: [{ message: 'well' }] });
  });
});

test('what a playbook gives a step goes over what the finding says', () => {
  const plan = planHost([playStep('service', 'fpm-stopped', { state: 'enabled' })], diagnosed(finding()), everybody);
  expect(plan.changes).toEqual([]);
  expect(plan.refused).toMatchObject([{ why: `${UNIT} is enabled` }]);
});

test('a step without a cause is planned once for the host, and answers no finding', () => {
  const plan = planHost([playStep('service', null, { unit: UNIT, state: 'started' })], diagnosed(finding()), everybody);
  expect(plan.changes.map(({ finding: of }) => of)).toEqual([null, null]);
  expect(plan.answered).toEqual([]);
});

test('a step that does not exist is refused, not overlooked', () => {
  const plan = planHost([playStep('reboot', 'fpm-stopped')], diagnosed(finding()), everybody);
  expect(plan.refused).toMatchObject([{ why: 'there is no step reboot' }]);
});
