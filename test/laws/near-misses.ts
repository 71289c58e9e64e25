import type { LogLine } from '../../src/facts/log-line.ts';
import type { SiteStatus } from '../../src/facts/network.ts';
import { addFpm, type Draft, file, hostFacts, SITE_FILE, siteText, SOCKET, UNIT, write } from '../checks/host.ts';

/** A host on which nothing of the fault is true, though it looks as if. */
export interface NearMiss {
  readonly name: string;
  /** Changes a healthy host to one that resembles the faulty one, which is given. */
  readonly resemble: (host: Draft, faulty: Draft) => void;
}

/** The parts of a host that a fault has, as one can take them. */
export function draftOf(change: (host: Draft) => void): Draft {
  let taken: Draft | undefined;
  hostFacts((host) => {
    change(host);
    taken = host;
  });
  if (taken === undefined) throw new Error('no host was made');
  return taken;
}

const healthyTexts = new Map(filesOf(draftOf(() => undefined)).map(({ path, text }) => [path, text]));

/** The files that the fault has written otherwise. */
const rewritten = (faulty: Draft) => filesOf(faulty).filter(({ path, text }) => healthyTexts.get(path) !== text);

function filesOf({ nginx, fpm }: Draft) {
  return [...nginx.files, ...fpm.flatMap((program) => program.files)];
}

const isPool = (path: string): boolean => path.startsWith('/etc/php');

/** Appends to the healthy text of each file that the fault wrote what becomes of the faulty one. */
const beside =
  (turn: (text: string, path: string) => string) =>
  (host: Draft, faulty: Draft): void => {
    for (const { path, text } of rewritten(faulty)) {
      const healthy = healthyTexts.get(path);
      if (healthy !== undefined) write(host, path, `${healthy}${turn(text, path)}\n`);
    }
  };

const commented = (text: string, path: string): string => text.replace(/^/gm, isPool(path) ? ';' : '# ');

/** Neither language ends a string at a line's end, but FPM's reader may not have a section's head in one. */
const quoted = (text: string, path: string): string =>
  isPool(path)
    ? `env[NOTE] = "${text.replace(/["\\[\]\n;$]/g, ' ')}"`
    : `server { server_name note.example; add_header X-Note '${text.replace(/['\\$]/g, ' ')}'; }`;

/** Every program's start is younger than these lines. */
const old = (line: LogLine): LogLine => ({ ...line, at: line.at - 7200 });

const ofAnotherSite = (line: LogLine): LogLine => ({
  ...line,
  server: line.server === null ? null : 'other.example',
  upstream: line.upstream === null ? null : 'fastcgi://unix:/run/php/other.sock:',
  pool: line.pool === null ? null : 'other',
  message: line.message.replaceAll(SOCKET, '/run/php/other.sock').replaceAll('pool www', 'pool other'),
});

/** The site asks another PHP-FPM, which is well. */
function asksElsewhere(host: Draft, faulty: Draft): void {
  const answers: SiteStatus[] = host.siteStatuses;
  const isNginx = (program: string): boolean => program === 'nginx';
  Object.assign(host, {
    ...faulty,
    // What the fault did to nginx or its files isn't to be seen on a site that doesn't need this PHP-FPM.
    nginx: host.nginx,
    siteStatuses: answers,
    units: [...host.units.filter(({ name }) => name !== UNIT), ...faulty.units.filter(({ name }) => name === UNIT)],
    processes: [
      ...host.processes.filter(({ program }) => isNginx(program)),
      ...faulty.processes.filter(({ program }) => !isNginx(program)),
    ],
    tcpListeners: [
      ...host.tcpListeners.filter(({ process }) => isNginx(process ?? '')),
      ...faulty.tcpListeners.filter(({ process }) => !isNginx(process ?? '')),
    ],
    logLines: faulty.logLines.filter(({ program }) => program !== 'nginx'),
    expected: [],
    openTransactions: [],
  });
  addFpm(host, '8.3', 1900);
  write(host, SITE_FILE, siteText('shop.example', 'unix:/run/php/php8.3-fpm.sock'));
}

/** Sockets of Redis and of an application, one of them left over, and a server of another language on FPM's usual port. */
function otherPrograms(host: Draft, faulty: Draft): void {
  const [socket] = faulty.paths;
  const paths = ['/run/redis/redis.sock', '/run/app/php-app.sock'];
  for (const path of paths) {
    if (socket !== undefined) host.paths.push({ ...socket, path, realPath: path });
  }
  host.unixListeners.push({
    path: paths[0] ?? '',
    pid: 4001,
    process: 'redis-server',
    inode: 99,
    queued: 600,
    backlog: 511,
  });
  host.tcpListeners.push({ host: '127.0.0.1', port: 9000, pid: 4002, process: 'java', queued: 200, backlog: 128 });
  host.room.connections.push({ at: paths[1] ?? '', taken: 50, waiting: 600 }, { at: 9000, taken: 200, waiting: 200 });
}

/** For every check: what looks like its fault and isn't. */
export const nearMisses: readonly NearMiss[] = [
  { name: 'only comments have what is written', resemble: beside(commented) },
  { name: 'only quoted text has what is written', resemble: beside(quoted) },
  {
    name: 'what is written stands in files that nobody includes',
    resemble: (host, faulty) => {
      // PHP-FPM's files are those that it includes: of others nothing is collected.
      for (const { path, text } of rewritten(faulty).filter((each) => !isPool(each.path))) {
        host.nginx.files.push(file(path.replace('enabled', 'available'), text));
      }
    },
  },
  {
    name: 'the log is full of it, and it is over',
    resemble: (host, faulty) => {
      host.logLines = faulty.logLines.flatMap((line) => Array.from({ length: 20 }, () => old(line)));
      host.room.kernel = faulty.room.kernel?.map((line) => ({ ...line, at: line.at - 7200 })) ?? null;
    },
  },
  {
    name: 'the log tells it of another site, another address and another pool',
    resemble: (host, faulty) => {
      host.logLines = faulty.logLines.map(ofAnotherSite);
    },
  },
  { name: 'it is true of a PHP-FPM that no site asks', resemble: asksElsewhere },
  { name: 'sockets and ports of other programs are in that state', resemble: otherPrograms },
];
