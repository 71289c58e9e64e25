import { diagnose } from '../../src/checks/diagnose.ts';
import { ownerQuestion } from '../../src/collect/second-round/owner-question.ts';
import type { Finding } from '../../src/checks/finding.ts';
import { type Fact, known } from '../../src/facts/fact.ts';
import type { ConfigFile, PathState } from '../../src/facts/file.ts';
import type { FactValues, HostFacts } from '../../src/facts/host-facts.ts';
import type { LogLine } from '../../src/facts/log-line.ts';
import { NOTHING_SEARCHED } from '../../src/facts/owners/owner-search.ts';
import { poolsOf } from '../../src/facts/pools.ts';
import type { FpmProgram } from '../../src/facts/programs.ts';
import { routesOf } from '../../src/facts/routes/routes.ts';
import type { Process, Unit } from '../../src/facts/system.ts';

type Open<Value> = Value extends object ? { -readonly [Key in keyof Value]: Open<Value[Key]> } : Value;

/** Everything known of a host, open to a test that breaks it. */
export type Draft = Open<FactValues>;

/** Seconds since the epoch, when the host was asked; its programs started an hour before, its files are a day old. */
export const NOW = 1_770_000_000;
const STARTED = NOW - 3600;
const WRITTEN = NOW - 86_400;

export const SOCKET = '/run/php/php8.2-fpm.sock';
export const UNIT = 'php8.2-fpm.service';
export const SITE = 'shop.example:80';
export const SITE_FILE = '/etc/nginx/sites-enabled/shop';
export const POOL_FILE = '/etc/php/8.2/fpm/pool.d/www.conf';

export const siteText = (name: string, pass: string): string => `server {
  listen 80;
  server_name ${name};
  # fastcgi_pass unix:/run/php/commented-out.sock;
  location ~ \\.php$ { fastcgi_pass ${pass}; }
}
`;

export const poolText = (name: string, options: Readonly<Record<string, string>> = {}): string =>
  [
    `[${name}]`,
    ';listen = /run/php/commented-out.sock',
    ...Object.entries({
      user: 'www-data',
      listen: SOCKET,
      'listen.owner': 'www-data',
      'listen.group': 'www-data',
      ...options,
    }).map(([key, value]) => `${key} = ${value}`),
    '',
  ].join('\n');

/** A healthy Debian host, as a test then changed it: nginx, one site, one PHP-FPM with one pool. */
export function hostFacts(change: (host: Draft) => void = () => undefined): HostFacts {
  const host = healthy();
  change(host);
  // Whose address was searched for follows from the rest; a test says what was found.
  host.ownerSearch = { ...host.ownerSearch, ...searchedFor(host) };
  const facts = Object.entries(host).map(([name, value]): [string, Fact<unknown>] => [name, known(value)]);
  return Object.fromEntries(facts) as unknown as HostFacts;
}

function searchedFor(host: Draft): Pick<Draft['ownerSearch'], 'addresses' | 'searched'> {
  const { addresses } = ownerQuestion({
    routes: routesOf(host.nginx),
    pools: poolsOf(host.fpm),
    processes: host.processes,
    unixListeners: host.unixListeners,
    tcpListeners: host.tcpListeners,
    units: host.units,
  });
  return { addresses: structuredClone([...addresses]), searched: ["systemd's units"] };
}

/** `cause:subject` of every finding, in the order of the diagnosis. */
export const found = (facts: HostFacts): readonly string[] =>
  diagnose(facts).findings.map(({ cause, subject }) => `${cause}:${subject}`);

/** The findings of one cause on a changed host. */
export const findingsOf = (cause: string, change?: (host: Draft) => void): readonly Finding[] =>
  diagnose(hostFacts(change)).findings.filter((finding) => finding.cause === cause);

/** The only finding of one cause on a changed host. */
export function findingOf(cause: string, change: (host: Draft) => void): Finding {
  const all = diagnose(hostFacts(change)).findings;
  const [finding, ...others] = all.filter((each) => each.cause === cause);
  if (finding === undefined || others.length > 0) {
    throw new Error(
      `expected one ${cause}, found ${all.map((each) => `${each.cause}:${each.subject}`).join(' ') || 'nothing'}`,
    );
  }
  return finding;
}

/** `systemctl stop`: no process, no listener, no socket file. */
export function stopFpm(host: Draft, unit = UNIT): void {
  const program = host.fpm.find((each) => each.unit === unit);
  const listening = host.unixListeners.filter(({ pid }) => pid === program?.masterPid).map(({ path }) => path);
  for (const path of host.paths.filter((each) => listening.includes(each.path))) remove(path);
  endFpm(host, unit);
  Object.assign(unitOf(host, unit), { active: 'inactive', sub: 'dead' });
}

/** `kill -9`: the unit has failed, and the socket's file is left over. */
export function killFpm(host: Draft, unit = UNIT): void {
  endFpm(host, unit);
  Object.assign(unitOf(host, unit), { active: 'failed', sub: 'failed', result: 'signal' });
}

/** A start that failed: no process, no socket. */
export function failFpm(host: Draft, unit = UNIT): void {
  stopFpm(host, unit);
  Object.assign(unitOf(host, unit), { active: 'failed', sub: 'failed', result: 'exit-code', exitStatus: 78 });
}

/** Nothing is left at a path. */
export function remove(path: Open<PathState>): void {
  Object.assign(path, {
    kind: 'missing',
    inode: null,
    owner: null,
    group: null,
    mode: null,
    acl: [],
    nginxMayConnect: false,
  });
}

/** Stops nginx. */
export function stopNginx(host: Draft): void {
  host.processes = host.processes.filter(({ program }) => program !== 'nginx');
  host.tcpListeners = host.tcpListeners.filter(({ process }) => process !== 'nginx');
  Object.assign(unitOf(host, 'nginx.service'), { active: 'inactive', sub: 'dead', stateChangedAt: NOW - 60 });
  answer(host, null);
}

/** What every site answers. */
export function answer(host: Draft, status: number | null): void {
  host.siteStatuses = host.siteStatuses.map((each) => ({
    ...each,
    status,
    error: status === null ? 'connection refused' : null,
  }));
}

/** Replaces a file's text, as an editor does. */
export function write(host: Draft, path: string, text: string, changedAt = WRITTEN): void {
  const files = [host.nginx.files, ...host.fpm.map((program) => program.files)].find((each) =>
    each.some((file) => file.path === path),
  );
  const file = files?.find((each) => each.path === path);
  if (file === undefined) throw new Error(`no file ${path}`);
  Object.assign(file, { text, changedAt });
}

/** Adds a site to nginx's files, with what it answers. */
export function addSite(host: Draft, name: string, pass: string, status: number | null = 200): void {
  host.nginx.files.push(file(`/etc/nginx/sites-enabled/${name}`, siteText(name, pass)));
  host.siteStatuses.push(siteStatus(`${name}:80`, status));
}

/** Adds a pool with a live socket to a PHP-FPM. */
export function addPool(host: Draft, name: string, listen: string, program = host.fpm[0]!): void {
  program.files.push(
    file(`${program.configPath.replace(/[^/]*$/, '')}pool.d/${name}.conf`, poolText(name, { listen })),
  );
  if (program.masterPid === null) host.paths.push({ ...socketAt(listen), kind: 'missing', inode: null });
  else {
    host.paths.push(socketAt(listen));
    host.unixListeners.push({
      path: listen,
      pid: program.masterPid,
      process: 'php-fpm',
      inode: 4711,
      queued: 0,
      backlog: 511,
    });
  }
}

/** Adds a running PHP-FPM of another version, with a pool on a socket of its own. */
export function addFpm(host: Draft, version: string, pid: number, listen = `/run/php/php${version}-fpm.sock`): void {
  host.fpm.push(fpm(version, pid, listen));
  host.units.push(unit(`php${version}-fpm.service`, pid, `/usr/sbin/php-fpm${version}`));
  host.processes.push(...fpmProcesses(pid, version));
  host.paths.push(socketAt(listen));
  host.unixListeners.push({ path: listen, pid, process: `php-fpm${version}`, inode: 4711, queued: 0, backlog: 511 });
}

/** Has nginx name the script that PHP runs for the site, and puts it there; root's, unless somebody else is said. */
export function runsScript(host: Draft, owner = 'root', path = '/srv/shop/index.php'): Open<PathState> {
  const file = host.nginx.files.find((each) => each.path === SITE_FILE)!;
  const folder = path.replace(/\/[^/]*$/, '');
  file.text = file.text.replace(
    '{ fastcgi_pass unix:',
    `{ fastcgi_param SCRIPT_FILENAME ${folder}$fastcgi_script_name; fastcgi_pass unix:`,
  );
  const script: Open<PathState> = { ...socketAt(path), kind: 'file', owner, group: owner, mode: '0644' };
  host.paths.push(script);
  return script;
}

/** nginx's complaint of not reaching an address. */
export const connectFailed = (errno: number, upstream: string, at: number, server = 'shop.example'): LogLine => ({
  program: 'nginx',
  source: '/var/log/nginx/error.log',
  line: 812,
  at,
  level: 'error',
  pid: 701,
  pool: null,
  message: `connect() to ${upstream} failed (${errno}: …) while connecting to upstream`,
  errno,
  upstream: `fastcgi://${upstream}${upstream.startsWith('unix:') ? ':' : ''}`,
  server,
  request: 'GET / HTTP/1.1',
});

export const unitOf = (host: Draft, name: string): Open<Unit> => host.units.find((each) => each.name === name)!;
export const pathOf = (host: Draft, path: string): Open<PathState> => host.paths.find((each) => each.path === path)!;

function endFpm(host: Draft, unitName: string): void {
  const program = host.fpm.find((each) => each.unit === unitName)!;
  host.unixListeners = host.unixListeners.filter(({ pid }) => pid !== program.masterPid);
  host.tcpListeners = host.tcpListeners.filter(({ pid }) => pid !== program.masterPid);
  host.processes = host.processes.filter(({ unit: of }) => of !== unitName);
  program.masterPid = null;
  Object.assign(unitOf(host, unitName), { mainPid: null, stateChangedAt: NOW - 60 });
  if (unitName === UNIT) answer(host, 502);
}

const healthy = (): Draft =>
  structuredClone({
    identity: {
      hostname: 'web01',
      kernel: '6.1.0',
      os: { id: 'debian', like: '', version: '12', name: 'Debian GNU/Linux 12 (bookworm)' },
      user: 'root',
      root: true,
      now: NOW,
      utcOffsetMinutes: 0,
    },
    units: [unit('nginx.service', 700, '/usr/sbin/nginx'), unit(UNIT, 800, '/usr/sbin/php-fpm8.2')],
    processes: [
      worker(700, 'nginx', 'root', 'master'),
      worker(701, 'nginx', 'www-data', 'worker'),
      ...fpmProcesses(800, '8.2'),
    ],
    accounts: [
      { name: 'root', uid: 0, gid: 0, group: 'root', groups: ['root'] },
      { name: 'www-data', uid: 33, gid: 33, group: 'www-data', groups: ['www-data'] },
      { name: 'app', uid: 1001, gid: 1001, group: 'app', groups: ['app'] },
    ],
    memory: { totalKb: 2_000_000, availableKb: 1_000_000 },
    nginx: {
      binary: '/usr/sbin/nginx',
      version: '1.22.1',
      prefix: '/usr/share/nginx/',
      configPath: '/etc/nginx/nginx.conf',
      errorLog: '/var/log/nginx/error.log',
      testCommand: ['/usr/sbin/nginx', '-t', '-c', '/etc/nginx/nginx.conf'],
      test: { passed: true, output: '' },
      files: [
        file('/etc/nginx/nginx.conf', 'user www-data;\nhttp { include /etc/nginx/sites-enabled/*; }\n'),
        { ...file(SITE_FILE, siteText('shop.example', `unix:${SOCKET}`)), realPath: '/etc/nginx/sites-available/shop' },
      ],
    },
    fpm: [fpm('8.2', 800, SOCKET)],
    unixListeners: [{ path: SOCKET, pid: 800, process: 'php-fpm8.2', inode: 4711, queued: 0, backlog: 511 }],
    tcpListeners: [{ host: '0.0.0.0', port: 80, pid: 700, process: 'nginx', queued: 0, backlog: 511 }],
    packaging: {
      folders: [
        {
          path: '/run/php',
          owner: 'www-data',
          group: 'www-data',
          mode: '0755',
          source: '/usr/lib/tmpfiles.d/php8.2-fpm.conf',
          line: 2,
        },
      ],
      removedPhp: [],
    },
    openTransactions: [],
    paths: [socketAt(SOCKET)],
    room: {
      connections: [{ at: SOCKET, taken: 0, waiting: 0 }],
      workers: [],
      units: [{ name: UNIT, oomKills: 0, limitKb: null }],
      kernel: null,
    },
    siteStatuses: [siteStatus(SITE, 200)],
    expected: [],
    logLines: [],
    visitors: [],
    changes: { bootedAt: NOW - 864_000, packages: [] },
    resolvedNames: [],
    firewall: { chains: [] },
    confinement: { selinux: null, apparmor: false, processes: [], files: [], denials: [] },
    limits: {
      openFiles: [
        { pid: 701, open: 12, most: 1024 },
        { pid: 801, open: 7, most: 1024 },
      ],
      mostOpenFiles: 1_048_576,
      longestQueue: 4096,
      ports: null,
      mounts: [],
    },
    namedPaths: [],
    phpSettings: [],
    ownerSearch: { ...NOTHING_SEARCHED } as Draft['ownerSearch'],
    webRoots: [],
    asked: [],
  } satisfies FactValues);

const siteStatus = (site: string, status: number | null) => ({
  site,
  url: 'http://127.0.0.1:80/index.php',
  status,
  error: null,
  elapsedMs: 3,
});

export const file = (path: string, text: string, changedAt = WRITTEN): Open<ConfigFile> => ({
  path,
  realPath: path,
  text,
  lossless: true,
  state: { sha256: '0'.repeat(64), inode: 1, uid: 0, gid: 0, owner: 'root', group: 'root', mode: '0644' },
  changedAt,
});

const fpm = (version: string, masterPid: number, listen: string): Open<FpmProgram> => ({
  binary: `/usr/sbin/php-fpm${version}`,
  version: `${version}.29`,
  configPath: `/etc/php/${version}/fpm/php-fpm.conf`,
  testCommand: [`/usr/sbin/php-fpm${version}`, '-t', '--fpm-config', `/etc/php/${version}/fpm/php-fpm.conf`],
  test: { passed: true, output: '' },
  files: [
    file(
      `/etc/php/${version}/fpm/php-fpm.conf`,
      `[global]\nerror_log = /var/log/php${version}-fpm.log\ninclude=/etc/php/${version}/fpm/pool.d/*.conf\n`,
    ),
    file(`/etc/php/${version}/fpm/pool.d/www.conf`, poolText('www', { listen })),
  ],
  unit: `php${version}-fpm.service`,
  masterPid,
});

const unit = (name: string, mainPid: number, binary: string): Open<Unit> => ({
  name,
  load: 'loaded',
  active: 'active',
  sub: 'running',
  result: 'success',
  enabled: 'enabled',
  mainPid,
  exitStatus: null,
  execStart: `{ path=${binary} ; argv[]=${binary} --nodaemonize ; ignore_errors=no }`,
  activeSince: STARTED,
  stateChangedAt: STARTED,
  privateTmp: false,
  wantedBy: ['multi-user.target'],
});

const worker = (pid: number, program: Process['program'], user: string, role: Process['role']): Open<Process> => ({
  pid,
  parent: role === 'master' ? 1 : pid - 1,
  program,
  role,
  title: `${program}: ${role} process`,
  uid: user === 'root' ? 0 : 33,
  user,
  gid: user === 'root' ? 0 : 33,
  groups: user === 'root' ? [0] : [33],
  startedAt: STARTED,
  rssKb: 10_000,
  activity: 'S',
  unit: program === 'nginx' ? 'nginx.service' : UNIT,
  exe: null,
});

const fpmProcesses = (pid: number, version: string): Open<Process>[] =>
  (['master', 'worker'] as const).map((role, index) => ({
    ...worker(pid + index, 'php-fpm', role === 'master' ? 'root' : 'www-data', role),
    title: role === 'master' ? `php-fpm: master process (/etc/php/${version}/fpm/php-fpm.conf)` : 'php-fpm: pool www',
    unit: `php${version}-fpm.service`,
  }));

export const socketAt = (path: string): Open<PathState> => ({
  path,
  realPath: path,
  kind: 'socket',
  inode: 4711,
  owner: 'www-data',
  group: 'www-data',
  mode: '0660',
  acl: [],
  folders: ['/', '/run', path.replace(/\/[^/]*$/, '')].map((folder) => ({
    path: folder,
    owner: 'root',
    group: 'root',
    mode: '0755',
    exists: true,
  })),
  nginxMayConnect: true,
});
