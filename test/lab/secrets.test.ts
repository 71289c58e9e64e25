import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import { type CommandOutput, runCommand } from './command.ts';
import { bringUpAnew, type Lab } from './lab.ts';
import { type Suture, sutureOn } from './suture.ts';

// Secrets are planted wherever hosts and inventories have them, beside the very lines that are repaired. Whatever Suture
// says or keeps, in any form, must hold none of them; and what it keeps must still give the findings that the host gave.

let lab: Lab;
let suture: Suture;
let folder: string;
let planted = 0;

/** A secret that nothing else could be; it has letters and digits, as secrets do. */
function secret(): string {
  planted += 1;
  return `kanarie${String(planted).padStart(2, '0')}vogel`;
}

const becomePassword = secret();
const sshPassword = secret();
/** Of the inventory's and of the playbook's own vars. */
const plainVar = secret();
const playVar = secret();
const extraVar = secret();

beforeAll(async () => {
  lab = await bringUpAnew('secrets', 2);
  folder = mkdtempSync(join(tmpdir(), 'suture-secrets-'));
  for (const host of lab.hosts) await onHost(host, `echo 'pwsudo:${becomePassword}' | chpasswd`);
  await lab.breakHost('web01', 'socket-denied');
  await onHost('web01', plantInPool());
  await lab.breakHost('web02', 'upstream-mismatch');
  await onHost('web02', plantInSite());
  for (const host of lab.hosts) await onHost(host, plantInLogs() + plantInPrograms());
  await onHost('web02', ECHOING_SUDO);
  suture = sutureOn({ inventory: inventory(), knownHosts: lab.knownHosts });
});

afterAll(async () => {
  suture.dispose();
  rmSync(folder, { recursive: true });
  await lab.takeDown();
});

async function onHost(host: string, script: string): Promise<void> {
  const { status, stderr } = await lab.execOn(host, `set -e\n${script}`);
  expect({ host, status, stderr: status === 0 ? '' : stderr }).toEqual({ host, status: 0, stderr: '' });
}

function inventory(): string {
  const hosts = Object.fromEntries(
    ['web01', 'web02'].map((name) => [
      name,
      { ansible_host: '127.0.0.1', ansible_port: lab.sshPort(name), ansible_password: sshPassword },
    ]),
  );
  const refused = {
    'wrong-password': { ...hosts['web01'], ansible_become_password: secret() },
    'no-such-user': { ...hosts['web01'], ansible_user: 'stranger' },
    'echoing-sudo': { ...hosts['web02'], ansible_user: 'nosudo' },
  };
  const vars = {
    ansible_user: 'pwsudo',
    ansible_ssh_private_key_file: lab.privateKey,
    ansible_become: true,
    ansible_become_password: becomePassword,
    smtp_password: plainVar,
  };
  const path = join(folder, 'inventory.yml');
  writeFileSync(path, JSON.stringify({ all: { vars, hosts: { ...hosts, ...refused } } }));
  return path;
}

/** A sudo that tells what it was given, for the user who may not use the real one. */
const ECHOING_SUDO = `cat >/usr/local/bin/sudo <<'SH'
#!/bin/sh
[ "$(id -un)" = nosudo ] || exec /usr/bin/sudo "$@"
while [ $# -gt 0 ] && [ "$1" != -p ]; do shift; done
printf %s "$2" >&2
read -r password
echo "sudo: $password: refused; sudo:pass $password is not allowed" >&2
echo "told $password"
exit 1
SH
chmod 0755 /usr/local/bin/sudo`;

/** Puts lines in front of each line of a file that a pattern finds. */
const before = (file: string, pattern: string, lines: readonly string[]): string =>
  `printf '%s\\n' ${lines.map((line) => `'${line.replaceAll("'", `'\\''`)}'`).join(' ')} >/tmp/lines
awk '/${pattern}/ && !done { while ((getline line <"/tmp/lines") > 0) print line; done = 1 } { print }' ${file} >/tmp/new
cat /tmp/new >${file}; rm /tmp/lines /tmp/new`;

/** Beside `listen.owner`, so that the diff of the repair shows them. */
const plantInPool = (): string => `${before('/etc/php/8.2/fpm/pool.d/www.conf', '^listen.owner', [
  `env[DB_PASSWORD] = "${secret()}" ; the database`,
  `env[MAILER] = ${secret()}`,
  `;env[OLD_API_KEY] = ${secret()}`,
  `php_admin_value[mysqli.default_pw] = ${secret()}`,
  `php_admin_value[session.save_path] = "tcp://127.0.0.1:6379?auth=${secret()}"`,
])}
systemctl restart php8.2-fpm`;

/** Beside `fastcgi_pass`, so that the diff of the repair shows them. */
const plantInSite = (): string => `${before('/etc/nginx/sites-available/default', 'fastcgi_pass', [
  `fastcgi_param DB_PASSWORD ${secret()};`,
  `set $backend_auth "${secret()}";`,
  `# curl -u deploy:${secret()} http://127.0.0.1/`,
  `fastcgi_param APP_KEY "base64:${secret()}";`,
  `fastcgi_param DATABASE_URL mysql://app:${secret()}@127.0.0.1/app;`,
  `fastcgi_param HTTP_AUTHORIZATION "Basic ${Buffer.from(`user:${secret()}`).toString('base64')}";`,
  `# Authorization: Bearer ${secret()}`,
  `if ($http_x_api_key = ${secret()}) { return 204; }`,
  '# -----BEGIN PRIVATE KEY-----',
  `# MIIEvQIBADANBgkqhkiG9w0BAQEFAASC${secret()}`,
  '# -----END PRIVATE KEY-----',
])}
cat >/etc/nginx/conf.d/secrets.conf <<'CONF'
map $http_apikey $client_name { default ""; "${secret()}" one; }
server {
  listen 8099;
  server_name hidden.example;
  set $db_password ${secret()};
  location / { proxy_set_header X-Auth-Token ${secret()}; set $backend http://user:${secret()}@127.0.0.1:8098; proxy_pass $backend; }
  location /s/ { secure_link_secret ${secret()}; }
  location /m/ { secure_link $arg_md5,$arg_expires; secure_link_md5 "$secure_link_expires$uri ${secret()}"; }
}
map $http_authorization $is_known { default 0; "Bearer ${secret()}" 1; }
CONF
nginx -t && systemctl reload nginx`;

/** By requests, as clients make them, and as programs write them to logs. */
const plantInLogs = (): string => {
  const now = `$(date '+%Y/%m/%d %H:%M:%S')`;
  const stack = `#0 /srv/db.php(3): PDO->__construct('mysql:host=db', 'app', '${secret()}')`;
  return `
curl -s -o /dev/null 'http://127.0.0.1/index.php?user%5Bpassword%5D=${secret()}&reset=${secret()}&p=${secret()}'
curl -s -o /dev/null 'http://127.0.0.1/index.php?token=${secret()}&key=${secret()}' -H 'Referer: http://u:${secret()}@shop.example/?session=${secret()}'
cat >>/var/log/nginx/error.log <<LOG
${now} [error] 77#77: *9 FastCGI sent in stderr: "PHP message: PHP Fatal error:  Uncaught PDOException in /srv/db.php:3
Stack trace:
${stack}
#1 [internal function]: login('root', '${secret()}')
#2 {main}
  thrown in /srv/db.php on line 3" while reading response header from upstream, client: 127.0.0.1, server: _, request: "GET /?access_token=${secret()} HTTP/1.1", upstream: "fastcgi://unix:/run/php/php8.2-fpm.sock:", host: "localhost"
${now} [error] 77#77: *9 connect() to unix:/run/php/php8.2-fpm.sock failed (13: Permission denied) while connecting to upstream, client: 127.0.0.1, server: _, request: "GET /?jwt=eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.${secret()} HTTP/1.1", upstream: "fastcgi://unix:/run/php/php8.2-fpm.sock:", host: "localhost"
LOG
cat >>/var/log/php8.2-fpm.log <<LOG
[$(date '+%d-%b-%Y %H:%M:%S')] WARNING: [pool www] child 9 said into stderr: "login with password=${secret()} failed; Authorization: Bearer ${secret()}"
LOG`;
};

/** In a unit of the web stack, in .user.ini, in a file of PHP, in the words that a process was started with. */
const plantInPrograms = (): string => `
mkdir -p /etc/systemd/system/php8.2-fpm.service.d
printf '[Service]\\nEnvironment="APP_SECRET=${secret()}" MAILER=${secret()}\\n' >/etc/systemd/system/php8.2-fpm.service.d/secret.conf
systemctl daemon-reload
printf 'mysqli.default_pw = ${secret()}\\n' >/var/www/html/.user.ini
printf "<?php define('DB_PASSWORD', '${secret()}');\\n" >/var/www/html/config.php
(exec -a 'mysqldump -uroot -p${secret()} shop' sleep 3000) >/dev/null 2>&1 &
`;

/** Which secrets a text holds; as they are, or as base64 does. */
function leaks(text: string): readonly string[] {
  const decoded = [...text.matchAll(/[A-Za-z0-9+/]{16,}={0,2}/g)].map(([word]) =>
    Buffer.from(word, 'base64').toString(),
  );
  return [text, ...decoded].flatMap((each) => [...each.matchAll(/.{0,60}kanarie\d\d.{0,20}/g)].map(([found]) => found));
}

const expectClean = ({ stdout, stderr }: CommandOutput): void => expect(leaks(stdout + stderr)).toEqual([]);

/** Everything in the state folder, whatever it is called. */
const kept = (): string =>
  readdirSync(suture.stateDir, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => readFileSync(join(entry.parentPath, entry.name), 'utf8'))
    .join('\n');

const say = (...args: readonly string[]): Promise<CommandOutput> => runCommand(process.execPath, suture.words(...args));

const FORMATS = ['human', 'json', 'jsonl'];
let run: string;
let recorded: string;

test.each(FORMATS)('a check tells none (%s)', async (output) => {
  const told = await say('check', '-vvv', '--output', output);
  expect(told.status).toBe(4);
  expectClean(told);
});

test('a sudo that echoes the password is told by its words, without it', async () => {
  const told = await say('check', '-vvv', '--limit', 'echoing-sudo');
  expect(told.stdout).toContain('sudo: [redacted]: refused');
  expectClean(told);
});

test.each(FORMATS)('a dry run tells none (%s)', async (output) => {
  const told = await say('run', 'fix-502', '--check', '--diff', '-vvv', '--output', output);
  expect(told.stdout).toContain('[redacted]');
  expectClean(told);
});

test('a record tells none, and gives the same findings', async () => {
  for (const host of ['web01', 'web02']) {
    const told = await say('facts', host);
    expect(told.status).toBe(0);
    expect(told.stdout).toContain('[redacted]');
    expectClean(told);
    recorded = join(folder, `${host}.json`);
    writeFileSync(recorded, told.stdout);
    const [live, again] = [
      await suture.fleet('check', '--limit', host),
      await suture.fleet('check', '--facts', recorded),
    ];
    expect(again.host(host).findings.map(({ cause, subject }) => `${cause}:${subject}`)).toEqual(
      live.host(host).findings.map(({ cause, subject }) => `${cause}:${subject}`),
    );
  }
});

test('a repair tells none, and keeps none', async () => {
  const told = await say(
    'run',
    'fix-502',
    '--yes',
    '--diff',
    '-vvv',
    '--approve',
    'all',
    '--limit',
    'web0*',
    '--output',
    'json',
  );
  const { run: id, hosts } = JSON.parse(told.stdout) as { run: string; hosts: { host: string; status: string }[] };
  run = id;
  expect(hosts.map(({ host, status }) => `${host} ${status}`)).toEqual(['web01 changed', 'web02 changed']);
  expectClean(told);
  expect(leaks(kept())).toEqual([]);
  // What is kept are the very lines that had secrets: the diffs in the journal, and the evidence.
  for (const name of ['events.jsonl', 'evidence/web01.json', 'evidence/web02.json']) {
    expect(readFileSync(join(suture.stateDir, 'runs', run, name), 'utf8')).toContain('[redacted]');
  }
});

test.each(['human', 'json'])('what is shown of it later tells none (%s)', async (output) => {
  for (const args of [['show', run], ['history']]) expectClean(await suture.journal(...args, '--output', output));
});

test('its bundle tells none, and gives the findings that the hosts had', async () => {
  const told = await suture.journal('bundle', run);
  expectClean(told);
  const file = join(folder, 'bundle.json');
  expectClean(await suture.journal('bundle', run, '--out', file));
  expect(readFileSync(file, 'utf8')).toBe(told.stdout);
  const again = await suture.fleet('check', '--facts', file);
  const shown = JSON.parse((await suture.journal('show', run, '--output', 'json')).stdout) as typeof again;
  for (const host of ['web01', 'web02']) {
    const then = shown.hosts.find((each) => each.host === host)?.verify?.before.findings;
    expect(again.host(host).findings).toEqual(then);
  }
  for (const output of FORMATS) expectClean(await say('check', '--facts', file, '-v', '--output', output));
});

test('a rollback tells none, and keeps none', async () => {
  expectClean(await say('rollback', run, '--check', '-vvv'));
  const told = await say('rollback', run, '--yes', '-vvv');
  expect(told.status).toBe(0);
  expectClean(told);
  expect(leaks(kept())).toEqual([]);
});

describe('a playbook of one’s own', () => {
  let playbook: string;
  let seen: string;

  beforeAll(async () => {
    playbook = join(folder, 'own.yml');
    writeFileSync(
      playbook,
      `- hosts: web01
  vars: { dbpass: ${playVar} }
  steps:
    - copy: { dest: /etc/app.conf, content: "DB={{ dbpass }}\\nSMTP={{ smtp_password }}\\nKEY={{ api_key }}\\nSECRET_KEY_BASE=${secret()}\\n" }
    - command: { cmd: "test -n {{ dbpass }}; true", undo: "true" }
`,
    );
    // What each process on the host was started with, as anybody there may see it.
    await onHost(
      'web01',
      `cat >/usr/local/bin/onlooker <<'SH'
#!/bin/sh
while [ ! -e /run/onlooker.stop ]; do cat /proc/[0-9]*/cmdline 2>/dev/null | tr '\\0' ' '; sleep 0.02; done >/run/onlooker.seen
SH
chmod 0755 /usr/local/bin/onlooker; (setsid onlooker >/dev/null 2>&1 &)`,
    );
  });

  const flags = ['-vvv', '-e', `api_key=${extraVar}`];

  test.each(FORMATS)('lint, a dry run and a saved plan tell none (%s)', async (output) => {
    expectClean(await say('run', playbook, '--check', '--diff', ...flags, '--output', output));
    const plan = join(folder, `plan-${output}`);
    expectClean(await say('run', playbook, '--check', '--save-plan', plan, ...flags, '--output', output));
    expectClean(await say('apply', plan, '--check', '--diff', '-vvv', '--output', output));
    expect(statSync(plan).mode & 0o777).toBe(0o600);
  });

  test('nor does the run, what is kept of it, or its rollback; on the host only root sees them', async () => {
    const told = await say('run', playbook, '--yes', '--diff', ...flags, '--output', 'json');
    const { run: id, hosts } = JSON.parse(told.stdout) as { run: string; hosts: { status: string }[] };
    expect(hosts.map(({ status }) => status)).toEqual(['changed']);
    expectClean(told);
    for (const args of [['show', id], ['history'], ['bundle', id]]) expectClean(await suture.journal(...args));
    expect((await lab.execOn('web01', 'cat /etc/app.conf')).stdout).toContain(playVar);
    expectClean(await say('rollback', id, '--yes', '-vvv'));
    expect(leaks(kept())).toEqual([]);
    await onHost('web01', 'touch /run/onlooker.stop');
    seen = (await lab.execOn('web01', 'cat /run/onlooker.seen')).stdout;
    for (const each of [becomePassword, sshPassword, plainVar, extraVar]) expect(seen).not.toContain(each);
    // Backups and scripts hold what files held, for the undo: root alone comes to them.
    expect((await lab.execOn('web01', 'stat -c %U:%a /var/lib/suture')).stdout).toBe('root:700\n');
    const outside =
      'find /run /etc/systemd /tmp /var/tmp /usr/local -type f -newer /etc/systemd/system/php8.2-fpm.service.d/secret.conf';
    const open = await lab.execOn(
      'web01',
      `${outside} ! -path '*onlooker*' -exec grep -l kanarie {} + 2>/dev/null; true`,
    );
    expect(open.stdout).toBe('');
    const logs = await lab.execOn(
      'web01',
      'journalctl -q --no-pager | grep -i suture; cat /var/log/syslog /var/log/auth.log /var/lib/suture/log 2>/dev/null | grep -i suture',
    );
    expect(leaks(logs.stdout)).toEqual([]);
  });
});

test.each([
  ['a password that is no text', 'ansible_become_password: [kanarie99vogel]'],
  ['a template', `ansible_become_password: "{{ 'kanarie99vogel' | backwards }}"`],
  ['a template that is none', `ansible_become_password: "{{ 'kanarie99vogel' "`],
  ['a bad quote', 'ansible_become_password: "kanarie99vogel'],
  ['a duplicate', 'ansible_become_password: kanarie99vogel\n      ansible_become_password: kanarie98vogel'],
  ['a bad indent', 'ansible_become_password: kanarie99vogel\n     port: 2: 3'],
])('a mistake in the inventory is told without it: %s', async (_, line) => {
  const path = join(folder, 'wrong.yml');
  writeFileSync(path, `all:\n  hosts:\n    web01:\n      ansible_become: true\n      ${line}\n`);
  const told = await runCommand(process.execPath, [suture.words()[0] ?? '', 'check', '-i', path, '-vvv']);
  expect(told.status).toBe(2);
  expectClean(told);
});
