import { describe, expect, test } from 'vitest';
import {
  answer,
  connectFailed,
  type Draft,
  findingOf,
  findingsOf,
  found,
  hostFacts,
  NOW,
  pathOf,
  runsScript,
  SITE,
  SOCKET,
  UNIT,
  unitOf,
} from './host.ts';
import { probeLine } from './probe-line.ts';

/** nginx's user was put into the group of the socket, after nginx was started. */
const joined = (host: Draft): void => {
  Object.assign(pathOf(host, SOCKET), { owner: 'site', group: 'site', mode: '0660', nginxMayConnect: false });
  join(host);
  host.logLines.push(connectFailed(13, `unix:${SOCKET}`, NOW - 3));
  answer(host, 502);
};

const join = (host: Draft): void => {
  const account = host.accounts.find(({ name }) => name === 'www-data')!;
  Object.assign(account, { groups: ['www-data', 'site'], gids: [33, 1002] });
};

/** The folder of a script is the group's alone, which PHP-FPM's user was put into after PHP-FPM was started. */
const hiddenScript = (host: Draft): void => {
  const script = runsScript(host, 'site');
  Object.assign(script.folders.at(-1)!, { owner: 'site', group: 'site', mode: '0750' });
  Object.assign(script, { folders: [...script.folders] });
  join(host);
  // nginx was reloaded.
  for (const process of host.processes) if (process.program === 'nginx') process.groups = [33, 1002];
  answer(host, 404);
  host.logLines.push(
    probeLine('FastCGI sent in stderr: "Primary script unknown" while reading response header from upstream'),
  );
};

describe('group-not-loaded', () => {
  test('a reload gives nginx’s workers the group that their user has by now', () => {
    expect(found(hostFacts(joined))).toEqual(['group-not-loaded:nginx.service']);
    const finding = findingOf('group-not-loaded', joined);
    expect(finding).toMatchObject({ severity: 'critical', sites: [SITE] });
    expect(finding.message).toContain('without the group site, which www-data has by now');
    expect(finding.evidence[0]?.text).toBe('Groups: 33; id www-data: 33(www-data) 1002(site)');
    expect(finding.remedy).toMatchObject({
      step: 'service',
      level: 'guarded',
      with: { unit: 'nginx.service', state: 'reloaded' },
    });
  });

  test('a folder on the way that only the group may cross counts as well', () => {
    const change = (host: Draft): void => {
      joined(host);
      Object.assign(pathOf(host, SOCKET), { owner: 'www-data', group: 'www-data' });
      Object.assign(pathOf(host, SOCKET).folders.at(-1)!, { owner: 'site', group: 'site', mode: '0750' });
    };
    expect(found(hostFacts(change))).toEqual(['group-not-loaded:nginx.service']);
  });

  test('a reload of PHP-FPM does so for its workers', () => {
    const finding = findingOf('group-not-loaded', hiddenScript);
    expect(finding.message).toContain('the workers of pool www run without the group site');
    expect(finding.remedy).toMatchObject({ with: { unit: UNIT, state: 'reloaded' } });
  });

  test('nothing is reloaded while nginx refuses its files', () => {
    const finding = findingOf('group-not-loaded', (host) => {
      joined(host);
      host.nginx.test = { passed: false, output: 'nginx: [emerg] no' };
    });
    expect(finding.remedy).toBeNull();
  });

  test.each<[string, (host: Draft) => void]>([
    [
      'nginx was reloaded since',
      (host) => {
        joined(host);
        for (const process of host.processes) if (process.program === 'nginx') process.groups = [33, 1002];
      },
    ],
    [
      'its user is in no such group',
      (host) => {
        joined(host);
        const account = host.accounts.find(({ name }) => name === 'www-data')!;
        Object.assign(account, { groups: ['www-data'], gids: [33] });
      },
    ],
    [
      'the group would not help',
      (host) => {
        joined(host);
        pathOf(host, SOCKET).mode = '0600';
      },
    ],
    [
      'the kernel lets it in',
      (host) => {
        joined(host);
        pathOf(host, SOCKET).nginxMayConnect = true;
      },
    ],
    [
      'another group is new, which nothing needs',
      (host) => {
        join(host);
      },
    ],
    [
      'the script may be read by all',
      (host) => {
        hiddenScript(host);
        for (const state of host.paths) for (const folder of state.folders) folder.mode = '0755';
      },
    ],
    [
      'numbers of groups are not told',
      (host) => {
        joined(host);
        for (const account of host.accounts) delete account.gids;
      },
    ],
  ])('is silent when %s', (_, change) => {
    expect(findingsOf('group-not-loaded', change)).toEqual([]);
  });

  test('without a unit it says who must reload nginx', () => {
    const finding = findingOf('group-not-loaded', (host) => {
      joined(host);
      unitOf(host, 'nginx.service').load = 'not-found';
      unitOf(host, 'nginx.service').name = 'other.service';
      for (const process of host.processes) if (process.program === 'nginx') process.unit = null;
    });
    expect(finding.remedy).toBeNull();
    expect(finding.whyNoRemedy).toContain('no systemd unit runs nginx');
  });
});
