import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Fact } from '../../src/facts/fact.ts';
import type { HostFacts } from '../../src/facts/host-facts.ts';
import type { LogLine } from '../../src/facts/log-line.ts';
import { runCommand } from './command.ts';
import { bringUpAnew, type Lab } from './lab.ts';
import { type Suture, sutureOn } from './suture.ts';

// Where programs write, and in whose time: what nginx, PHP-FPM and PHP really do, on one host that is made anew each time.

const host = 'web01';
let lab: Lab;
let suture: Suture;

beforeAll(async () => {
  lab = await bringUpAnew('logs-test', 1);
  suture = sutureOn(lab);
});

afterAll(async () => {
  suture.dispose();
  await lab.takeDown();
});

/** Runs a command that must go well. */
async function on(command: string): Promise<string> {
  const { status, stdout, stderr } = await lab.execOn(host, `set -e; ${command}`);
  if (status !== 0) throw new Error(`${command} ended with ${String(status)}: ${stderr}`);
  return stdout;
}

const nginxConf = '/etc/nginx/nginx.conf';
const site = '/etc/nginx/sites-available/default';
const poolFile = '/etc/php/8.2/fpm/pool.d/www.conf';
const nginxLogsTo = (target: string) => `sed -i 's#^error_log .*#error_log ${target};#' ${nginxConf}`;
const phpFolder = 'install -d -o www-data /var/log/php';

describe("an application's error is found wherever the configuration has it written:", () => {
  test.each([
    ['nginx’s own log', ':', '/var/log/nginx/error.log'],
    [
      'the log of a server block',
      `sed -i 's#^server {#&\\nerror_log /var/log/nginx/shop.log warn;#' ${site}`,
      '/var/log/nginx/shop.log',
    ],
    ['syslog', nginxLogsTo('syslog:server=unix:/dev/log'), 'journal:nginx.service'],
    ['stderr', nginxLogsTo('stderr'), 'journal:nginx.service'],
    [
      'the log of a pool',
      `${phpFolder}; echo 'php_admin_value[error_log] = /var/log/php/$pool.log' >>${poolFile}`,
      '/var/log/php/www.log',
    ],
    [
      'the log that php.ini names, in another zone',
      `${phpFolder}; printf '%s\\n' 'error_log = /var/log/php/all.log' 'date.timezone = Asia/Tokyo' >/etc/php/8.2/fpm/conf.d/99-log.ini`,
      '/var/log/php/all.log',
    ],
    ['PHP’s syslog', `echo 'php_admin_value[error_log] = syslog' >>${poolFile}`, 'journal:php8.2-fpm.service'],
    [
      'PHP-FPM’s log, which catches what workers say',
      `printf '%s\\n' 'catch_workers_output = yes' 'php_admin_value[fastcgi.logging] = 0' >>${poolFile}`,
      '/var/log/php8.2-fpm.log',
    ],
  ])('%s', async (_, arrange, source) => {
    await lab.heal(host);
    await on(`${arrange}; systemctl restart php8.2-fpm nginx; echo '<?php basket();' >/var/www/html/index.php`);
    const { findings } = (await suture.fleet('check')).host(host);
    expect(findings.map(({ cause }) => cause)).toEqual(['php-fatal']);
    expect(JSON.stringify(findings[0])).toContain('Call to undefined function basket()');
    const { evidence } = findings[0] as unknown as { readonly evidence: readonly { readonly source: string }[] };
    expect(evidence.map((each) => each.source)).toContain(source);
  });
});

async function facts(): Promise<HostFacts> {
  const { stdout, stderr } = await runCommand(process.execPath, suture.words('facts', host));
  if (stdout === '') throw new Error(stderr);
  const said = JSON.parse(stdout) as HostFacts & { readonly facts?: HostFacts };
  return said.facts ?? said;
}

const valueOf = <Value>(fact: Fact<Value>): Value => {
  if (fact.state !== 'known') throw new Error(fact.why);
  return fact.value;
};

/** nginx's complaints of a socket that is not there. */
const refused = (from: HostFacts): readonly LogLine[] =>
  valueOf(from.logLines).filter(({ program, errno }) => program === 'nginx' && errno === 2);

test('rotated logs count as far as the window reaches, and older ones stay unread', async () => {
  await lab.heal(host);
  const ask = 'curl -s -o /dev/null http://127.0.0.1/; nginx -s reopen';
  const rotate = (to: string) => `mv /var/log/nginx/error.log /var/log/nginx/${to}; ${ask}`;
  await on(
    `systemctl stop php8.2-fpm; ${ask}; ${rotate('error.log.2')}; gzip /var/log/nginx/error.log.2; ${rotate('error.log.1')}`,
  );
  await on(
    `cp -p /var/log/nginx/error.log.1 /var/log/nginx/error.log.3; touch -d '2 days ago' /var/log/nginx/error.log.3`,
  );
  const sources = new Set(refused(await facts()).map(({ source }) => source));
  expect([...sources].toSorted()).toEqual([
    '/var/log/nginx/error.log',
    '/var/log/nginx/error.log.1',
    '/var/log/nginx/error.log.2.gz',
  ]);
});

describe('the time of a line is true', () => {
  const zone = (name: string) => `ln -sf /usr/share/zoneinfo/${name} /etc/localtime`;
  const dropIn = 'install -d /etc/systemd/system/nginx.service.d';
  test.each([
    ['on a host in another zone', zone('Asia/Kolkata'), ':'],
    [
      'where nginx runs in a zone of its own',
      `${dropIn}; printf '%s\\n' '[Service]' 'Environment=TZ=America/New_York' >/etc/systemd/system/nginx.service.d/zone.conf; systemctl daemon-reload`,
      ':',
    ],
    ['where the host was moved to another zone since', ':', zone('Asia/Tokyo')],
  ])('%s', async (_, before, after) => {
    await lab.heal(host);
    await on(`${before}; systemctl restart nginx; ${after}; systemctl stop php8.2-fpm`);
    const looked = await facts();
    const lines = refused(looked);
    expect(lines.length).toBeGreaterThan(0);
    const { now } = valueOf(looked.identity);
    for (const { at } of lines) expect(Math.abs(at - now)).toBeLessThan(60);
  });
});

test('what visitors met is told by the access log, in a format of its own, and our own requests are not counted', async () => {
  await lab.heal(host);
  const format = String.raw`log_format j escape=json '{"at":"$time_iso8601","host":"$host","status":$status,"uri":"$request_uri","by":"$http_user_agent"}';`;
  await on(
    `cat >/etc/nginx/conf.d/a-format.conf <<'END'\n${format}\naccess_log /var/log/nginx/j.log j;\nEND\nsed -i '/access_log/d' ${nginxConf}; systemctl restart nginx; systemctl stop php8.2-fpm`,
  );
  const visit = (path: string) => `curl -s -o /dev/null "http://127.0.0.1/${path}"`;
  await on(`${visit('index.php?key=x')}; ${visit('index.php')}; ${visit('none')}`);
  const visitors = (await suture.fleet('check')).hosts.map((each) => (each as unknown as WithVisitors).visitors);
  expect(visitors).toEqual([
    [expect.objectContaining({ site: 'default:80', logs: ['/var/log/nginx/j.log'], cut: false, failed: { 502: 2 } })],
  ]);
  expect(visitors[0]?.[0]?.pages).toMatchObject([
    { page: '/index.php', route: String.raw`default:80 ~ \.php$`, status: 502, count: 2 },
  ]);
});

interface WithVisitors {
  readonly visitors: readonly { readonly pages: readonly object[] }[];
}
