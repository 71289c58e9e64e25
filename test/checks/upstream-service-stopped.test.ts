import { describe, expect, test } from 'vitest';
import { type Draft, findingOf, findingsOf, hostFacts, answer, SITE, SITE_FILE, UNIT, unitOf, write } from './host.ts';
import { diagnose } from '../../src/checks/diagnose.ts';

const SERVICE = 'app.service';

/** A site that hands all on to a unit that is stopped, whose file names the port. */
const stopped =
  (state: Readonly<Record<string, unknown>> = {}, site = 'location / { proxy_pass http://127.0.0.1:3000; }') =>
  (host: Draft): void => {
    write(host, SITE_FILE, `server { server_name shop.example; ${site} }`);
    answer(host, 502);
    const unit = {
      ...structuredClone(unitOf(host, UNIT)),
      name: SERVICE,
      active: 'inactive',
      sub: 'dead',
      mainPid: null,
      execStart: '',
    };
    host.units.push({ ...unit, ...state });
    host.ownerSearch.mentions.push({
      file: '/etc/systemd/system/app.service',
      line: 3,
      text: 'Listen 127.0.0.1:3000',
      units: [SERVICE],
    });
  };

describe('upstream-service-stopped', () => {
  test('the unit is named with the line that says so, and a person may have it started', () => {
    const finding = findingOf('upstream-service-stopped', stopped());
    expect(finding).toMatchObject({ subject: SERVICE, severity: 'critical', sites: [SITE] });
    expect(finding.remedy).toMatchObject({
      step: 'service',
      level: 'approve',
      with: { unit: SERVICE, state: 'started' },
    });
    expect(finding.remedy?.premises?.join()).toContain('/etc/systemd/system/app.service:3');
    expect(diagnose(hostFacts(stopped())).findings[0]?.cause).toBe('upstream-service-stopped');
  });

  test.each<[string, Readonly<Record<string, unknown>>, string]>([
    ['failed', { active: 'failed', result: 'exit-code' }, 'its last start failed (exit-code)'],
    ['is masked', { load: 'masked', enabled: 'masked' }, 'is masked'],
    ['is disabled', { enabled: 'disabled', wantedBy: [] }, 'nobody decided that it is to run'],
    ['runs, but not there', { active: 'active', sub: 'running' }, 'runs'],
  ])('it is left alone where it %s', (_, state, why) => {
    const finding = findingOf('upstream-service-stopped', stopped(state));
    expect(finding.remedy).toBeNull();
    expect(finding.whyNoRemedy).toContain(why);
  });

  test.each(['signal', 'core-dump', 'oom-kill'])('one that ended by %s ran, and may be started again', (result) => {
    const killed = stopped({ active: 'failed', sub: 'failed', result, enabled: 'disabled', wantedBy: [] });
    expect(findingOf('upstream-service-stopped', killed).remedy).toMatchObject({ level: 'approve' });
  });

  const kept = (file: string, line: number) => (host: Draft) => {
    stopped()(host);
    const [mention] = host.ownerSearch.mentions;
    Object.assign(mention!, { file, line, units: file.includes('supervisor') ? ['supervisor.service'] : [] });
  };

  test('of supervisord the program is named, with its state and what starts it', () => {
    const finding = findingOf('upstream-service-stopped', (host) => {
      const file = '/etc/supervisor/conf.d/app.conf';
      kept(file, 8)(host);
      host.ownerSearch.supervised = [
        { file, line: 1, name: 'queue', state: 'RUNNING pid 9' },
        { file, line: 6, name: 'web', state: 'STOPPED Nov 30 11:11 PM' },
        { file, line: 11, name: 'mail', state: null },
      ];
    });
    expect(finding).toMatchObject({ subject: 'web', severity: 'critical', remedy: null, sites: [SITE] });
    expect(finding.message).toContain('STOPPED Nov 30 11:11 PM');
    expect(finding.whyNoRemedy).toContain('supervisorctl start web');
  });

  test('where supervisord itself is down, its unit is named, and may be started', () => {
    const finding = findingOf('upstream-service-stopped', (host) => {
      kept('/etc/supervisor/conf.d/app.conf', 8)(host);
      const unit = {
        ...structuredClone(unitOf(host, UNIT)),
        name: 'supervisor.service',
        active: 'inactive',
        mainPid: null,
      };
      host.units.push(unit);
      host.ownerSearch.units.push(unit);
    });
    expect(finding.subject).toBe('supervisor.service');
    expect(finding.remedy).toMatchObject({ level: 'approve', with: { unit: 'supervisor.service', state: 'started' } });
  });

  test.each<[string, string, string]>([
    ['/etc/sv/app/run', 'app', 'sv start app'],
    ['/etc/services.d/app/run', 'app', 's6-svc -u /run/service/app'],
    ['/home/app/.pm2/dump.pm2', '/home/app/.pm2/dump.pm2', 'pm2 resurrect'],
    ['/etc/init.d/app', 'app', 'service app start'],
  ])('of what %s starts the command is told', (file, subject, command) => {
    const finding = findingOf('upstream-service-stopped', kept(file, 2));
    expect(finding).toMatchObject({ subject, remedy: null });
    expect(finding.whyNoRemedy).toContain(command);
  });

  test('a unit comes before the script of init that it replaces', () => {
    const finding = findingOf('upstream-service-stopped', (host) => {
      stopped()(host);
      host.ownerSearch.mentions.push({ file: '/etc/init.d/app', line: 2, text: 'PORT=3000', units: [] });
    });
    expect(finding.subject).toBe(SERVICE);
  });

  test('the last words of a start that failed are told', () => {
    const finding = findingOf('upstream-service-stopped', (host) => {
      stopped({ active: 'failed', result: 'exit-code' })(host);
      host.ownerSearch.said.push({ unit: SERVICE, at: 1_769_999_000, by: 'app', text: 'No module named django' });
    });
    expect(finding.evidence.map(({ text }) => text)).toContain('No module named django');
  });

  test('it is left alone where a map chooses between several addresses', () => {
    const finding = findingOf('upstream-service-stopped', (host) => {
      stopped({}, 'location / { proxy_pass http://$b; }')(host);
      const file = host.nginx.files.find(({ path }) => path === SITE_FILE)!;
      file.text = `map $http_x $b { default 127.0.0.1:3000; "1" 127.0.0.1:80; }\n${file.text}`;
    });
    expect(finding.remedy).toBeNull();
  });

  test.each<[string, (host: Draft) => void]>([
    [
      'it listens',
      (host) => {
        stopped()(host);
        host.tcpListeners.push({ host: '127.0.0.1', port: 3000, pid: 950, process: 'x', queued: 0, backlog: 511 });
      },
    ],
    [
      'no unit names the address',
      (host) => {
        stopped()(host);
        host.ownerSearch.mentions = [];
      },
    ],
    [
      'the line only may name the address',
      (host) => {
        stopped()(host);
        host.ownerSearch.mentions[0]!.text = 'MaxClients 3000 1';
      },
    ],
    [
      'two units name it',
      (host) => {
        stopped()(host);
        host.ownerSearch.mentions.push({ file: '/x', line: 1, text: 'PORT=3000', units: ['other.service'] });
      },
    ],
  ])('is silent when %s', (_, change) => {
    expect(findingsOf('upstream-service-stopped', change)).toEqual([]);
  });
});
