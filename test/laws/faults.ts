import type { Level } from '../../src/checks/finding.ts';
import {
  answer,
  connectFailed,
  type Draft,
  failFpm,
  killFpm,
  NOW,
  pathOf,
  POOL_FILE,
  poolText,
  remove,
  runsScript,
  SITE,
  SITE_FILE,
  siteText,
  SOCKET,
  stopFpm,
  stopNginx,
  UNIT,
  unitOf,
  write,
} from '../checks/host.ts';
import { answered } from '../checks/answered.ts';
import { answering } from '../checks/answering.ts';
import { transaction } from '../checks/transaction.ts';
import { lastStart, setUp } from '../checks/last-start.ts';
import { complains } from '../checks/proxied.ts';
import { probeLine } from '../checks/probe-line.ts';
import { full, mayOpen, nginxConf, noPorts, rush } from '../checks/want.ts';
import { namedPath, names, nginxSays, phpSays } from '../checks/named.ts';
import { crowd, fpmLine, nginxLine } from '../checks/crowd.ts';
import { apparmor, iptables, onTcp as askedOnTcp, selinux } from '../checks/walls.ts';

const killedLine =
  'Memory cgroup out of memory: Killed process 93 (php-fpm8.2) total-vm:512000kB, anon-rss:102400kB, file-rss:20480kB, shmem-rss:0kB, UID:33 pgtables:420kB oom_score_adj:0';

/** A fault that a check must name, and at which level. */
export interface Law {
  readonly level: Level;
  /** Gives a healthy host this fault, and no other. */
  readonly fault: (host: Draft) => void;
}

const deny = (host: Draft, options: Readonly<Record<string, string>>, acl: readonly string[] = []): void => {
  write(host, POOL_FILE, poolText('www', options), NOW - 60);
  Object.assign(pathOf(host, SOCKET), { owner: 'root', group: 'root', acl, nginxMayConnect: false });
  answer(host, 502);
};

/** A pool on TCP, and nginx asks there. */
const onTcp = (host: Draft, options: Readonly<Record<string, string>>, pass: string): void => {
  write(host, POOL_FILE, poolText('www', { listen: '127.0.0.1:9000', ...options }));
  write(host, SITE_FILE, siteText('shop.example', pass));
  host.unixListeners = [];
  remove(pathOf(host, SOCKET));
  host.tcpListeners.push({ host: '127.0.0.1', port: 9000, pid: 800, process: 'php-fpm8.2', queued: 0, backlog: 511 });
};

/** A site that hands all on to a port, and a unit whose files name that port, and that is stopped. */
const asksService = (host: Draft, unit: string): void => {
  write(host, SITE_FILE, 'server { server_name shop.example; location / { proxy_pass http://127.0.0.1:3000; } }');
  answer(host, 502);
  host.units.push({
    ...structuredClone(unitOf(host, UNIT)),
    name: unit,
    active: 'inactive',
    sub: 'dead',
    mainPid: null,
    execStart: '',
  });
  host.ownerSearch.mentions.push({
    file: `/etc/systemd/system/${unit}`,
    line: 3,
    text: 'ExecStart=/opt/app/run --port 3000',
    units: [unit],
  });
};

const laws: Readonly<Record<string, Law>> = {
  'nginx-config-invalid': {
    level: 'manual',
    fault: (host) => {
      host.nginx.test = { passed: false, output: 'nginx: [emerg] no' };
      stopNginx(host);
    },
  },
  'app-error': { level: 'manual', fault: (host) => answer(host, 503) },
  'site-gone': {
    level: 'manual',
    fault: (host) => {
      write(host, SITE_FILE, 'server { listen 80; server_name shop.example; root /srv/shop; location / { } }');
      answered(host, { byPhp: false }, 404);
      for (const each of host.siteStatuses) each.url = each.url.replace('/index.php', '/');
      host.webRoots = [
        {
          path: '/srv/shop',
          state: 'missing',
          above: '/srv',
          changedAt: NOW - 60,
          deadLink: null,
          unmounted: null,
          indexes: [],
        },
      ];
    },
  },
  'proxy-tls-failed': {
    level: 'manual',
    fault: complains(
      'SSL_do_handshake() failed (SSL: error:0A00010B:SSL routines::wrong version number) while SSL handshaking to upstream',
      502,
      'proxy_pass https://10.0.0.7:3000;',
    ),
  },
  'proxy-header-invalid': {
    level: 'manual',
    fault: complains('upstream sent no valid HTTP/1.0 header while reading response header from upstream'),
  },
  'proxy-closed-early': {
    level: 'manual',
    fault: complains('upstream prematurely closed connection while reading response header from upstream'),
  },
  'auth-subrequest-failed': {
    level: 'manual',
    fault: complains('auth request unexpected status: 500 while sending to client', 500, 'auth_request /auth;'),
  },
  'blank-answer': {
    level: 'manual',
    fault: (host) => {
      write(host, SITE_FILE, siteText('shop.example', `unix:${SOCKET}; fastcgi_param REQUEST_METHOD $request_method`));
      answered(host, { body: 'empty' });
    },
  },
  'source-served': {
    level: 'manual',
    fault: (host) => answered(host, { body: 'php-source', excerpt: '<?php $password = 1;' }),
  },
  'nothing-listens': {
    level: 'manual',
    fault: (host) => {
      host.nginx.files = host.nginx.files.slice(0, 1);
      host.tcpListeners = [];
      host.siteStatuses = [];
    },
  },
  'unexplained-errors': {
    level: 'manual',
    fault: (host) => {
      for (const ago of [50, 40, 30]) host.logLines.push(nginxLine('no port in upstream "backend"', NOW - ago));
    },
  },
  'nginx-stopped': { level: 'guarded', fault: stopNginx },
  'start-failed': {
    level: 'manual',
    fault: (host) => {
      stopNginx(host);
      host.nginx.test = {
        passed: false,
        output: 'nginx: [emerg] mkdir() "/var/x" failed (2: No such file or directory)',
      };
      lastStart(host, 'nginx.service', [
        ['nginx', 'nginx: [emerg] mkdir() "/var/x" failed (2: No such file or directory)'],
      ]);
    },
  },
  'bind-failed': {
    level: 'manual',
    fault: (host) => {
      stopNginx(host);
      host.nginx.test = {
        passed: false,
        output: 'nginx: [emerg] bind() to 10.9.9.9:80 failed (99: Cannot assign requested address)',
      };
      lastStart(host, 'nginx.service', [
        ['nginx', 'bind() to 10.9.9.9:80 failed (99: Cannot assign requested address)'],
      ]);
    },
  },
  'group-not-loaded': {
    level: 'guarded',
    fault: (host) => {
      Object.assign(pathOf(host, SOCKET), { owner: 'site', group: 'site', nginxMayConnect: false });
      const account = host.accounts.find(({ name }) => name === 'www-data')!;
      Object.assign(account, { groups: ['www-data', 'site'], gids: [33, 1002] });
      answer(host, 502);
    },
  },
  'fork-refused': {
    level: 'manual',
    fault: (host) => host.logLines.push(fpmLine('[pool www] fork() failed: Resource temporarily unavailable (11)')),
  },
  'worker-killed': {
    level: 'manual',
    fault: (host) =>
      host.logLines.push(fpmLine('[pool www] child 93 exited on signal 9 (SIGKILL) after 812.1 seconds')),
  },
  'memory-max': {
    level: 'approve',
    fault: (host) => {
      stopFpm(host);
      write(host, POOL_FILE, poolText('www', { 'pm.max_children': '50' }));
      setUp(host, UNIT, { mostMemoryKb: 512 * 1024 });
      Object.assign(unitOf(host, UNIT), { active: 'failed', result: 'oom-kill' });
      host.room.kernel = [{ at: NOW - 60, text: killedLine }];
    },
  },
  'service-sandbox': {
    level: 'manual',
    fault: (host) => {
      stopNginx(host);
      setUp(host, 'nginx.service', { protectSystem: 'strict' });
      const words = 'open() "/var/log/nginx/error.log" failed (30: Read-only file system)';
      lastStart(host, 'nginx.service', [['nginx', words]]);
    },
  },
  'fpm-config-invalid': {
    level: 'manual',
    fault: (host) => {
      host.fpm[0]!.test = { passed: false, output: 'ERROR: no' };
      failFpm(host);
    },
  },
  'runtime-dir-missing': {
    level: 'auto',
    fault: (host) => {
      failFpm(host);
      pathOf(host, SOCKET).folders[2]!.exists = false;
    },
  },
  'fpm-masked': {
    level: 'manual',
    fault: (host) => {
      stopFpm(host);
      Object.assign(unitOf(host, UNIT), { load: 'masked', enabled: 'masked' });
    },
  },
  'fpm-log-dir-missing': {
    level: 'auto',
    fault: (host) => {
      const log = '/var/log/php-fpm/error.log';
      const folder = { path: '/var/log/php-fpm', owner: '', group: '', mode: '', exists: false };
      host.fpm[0]!.test = {
        passed: false,
        output: `ERROR: failed to open error_log (${log}): No such file or directory (2)`,
      };
      failFpm(host);
      host.paths.push({ ...pathOf(host, SOCKET), path: log, realPath: log, folders: [folder] });
    },
  },
  'socket-path-occupied': {
    level: 'manual',
    fault: (host) => {
      failFpm(host);
      pathOf(host, SOCKET).kind = 'directory';
    },
  },
  'listen-address-taken': {
    level: 'manual',
    fault: (host) => {
      write(host, POOL_FILE, poolText('www', { listen: '127.0.0.1:9000' }));
      write(host, SITE_FILE, siteText('shop.example', '127.0.0.1:9000'));
      failFpm(host);
      host.tcpListeners.push({ host: '127.0.0.1', port: 9000, pid: 42, process: 'perl', queued: 0, backlog: 5 });
    },
  },
  'start-limit-hit': {
    level: 'guarded',
    fault: (host) => {
      failFpm(host);
      unitOf(host, UNIT).result = 'start-limit-hit';
    },
  },
  'fpm-disabled': {
    level: 'guarded',
    fault: (host) => Object.assign(unitOf(host, UNIT), { enabled: 'disabled', wantedBy: [] }),
  },
  'socket-gone': {
    level: 'guarded',
    fault: (host) => {
      remove(pathOf(host, SOCKET));
      answer(host, 502);
    },
  },
  'fpm-hung': {
    level: 'guarded',
    fault: (host) => {
      for (const process of host.processes) {
        if (process.program === 'php-fpm') process.activity = 'T';
        if (process.role === 'worker' && process.program === 'php-fpm') process.title = 'php-fpm: pool www';
      }
      answer(host, 504);
    },
  },
  'stale-socket': { level: 'auto', fault: killFpm },
  'fpm-stopped': { level: 'guarded', fault: stopFpm },
  'fpm-config-not-loaded': { level: 'guarded', fault: (host) => deny(host, {}) },
  'socket-denied': {
    level: 'guarded',
    fault: (host) => deny(host, { 'listen.owner': 'root', 'listen.group': 'root' }),
  },
  'socket-acl-denied': {
    level: 'guarded',
    fault: (host) => deny(host, { 'listen.acl_users': 'app' }, ['user:app:rw-']),
  },
  'socket-dir-denied': {
    level: 'guarded',
    fault: (host) => {
      pathOf(host, SOCKET).folders[2]!.mode = '0700';
      pathOf(host, SOCKET).nginxMayConnect = false;
      answer(host, 502);
    },
  },
  'client-not-allowed': {
    level: 'guarded',
    fault: (host) => {
      onTcp(host, { 'listen.allowed_clients': '10.0.0.5' }, '127.0.0.1:9000');
      answer(host, 502);
    },
  },
  'localhost-family': {
    level: 'guarded',
    fault: (host) => {
      onTcp(host, {}, 'localhost:9000');
      host.resolvedNames = [{ name: 'localhost', addresses: ['::1', '127.0.0.1'] }];
    },
  },
  'php-version-gone': {
    level: 'approve',
    fault: (host) => {
      write(host, SITE_FILE, siteText('shop.example', 'unix:/run/php/php7.4-fpm.sock'));
      host.packaging.removedPhp = [{ version: '7.4', source: '/etc/php/7.4/fpm', line: null, text: 'left over' }];
      answer(host, 502);
    },
  },
  'upstream-name-unresolved': {
    level: 'approve',
    fault: (host) => {
      onTcp(host, {}, 'php.internal:9000');
      host.resolvedNames = [{ name: 'php.internal', addresses: ['127.0.0.1'] }];
      host.logLines = [connectFailed(111, '127.0.0.2:9000', NOW - 3)];
      answer(host, 502);
    },
  },
  'private-tmp': {
    level: 'approve',
    fault: (host) => {
      write(host, POOL_FILE, poolText('www', { listen: '/tmp/php.sock' }));
      write(host, SITE_FILE, siteText('shop.example', 'unix:/tmp/php.sock'));
      host.unixListeners[0]!.path = '/tmp/php.sock';
      host.paths = [{ ...pathOf(host, SOCKET), path: '/tmp/php.sock', realPath: '/tmp/php.sock', folders: [] }];
      remove(host.paths[0]!);
      host.units.find(({ name }) => name === 'php8.2-fpm.service')!.privateTmp = true;
      answer(host, 502);
    },
  },
  'wrong-protocol': {
    level: 'manual',
    fault: (host) => {
      write(host, SITE_FILE, siteText('shop.example', '127.0.0.1:80'));
      answer(host, 502);
    },
  },
  'upstream-mismatch': {
    level: 'guarded',
    fault: (host) => {
      write(host, SITE_FILE, siteText('shop.example', 'unix:/run/php/gone.sock'));
      runsScript(host);
      answer(host, 502);
    },
  },
  'nginx-config-not-loaded': {
    level: 'guarded',
    fault: (host) => {
      write(host, SITE_FILE, siteText('shop.example', `unix:${SOCKET}`), NOW - 60);
      answer(host, 502);
    },
  },
  'proxy-upstream-down': {
    level: 'manual',
    fault: (host) => {
      write(host, SITE_FILE, 'server { server_name shop.example; location / { proxy_pass http://127.0.0.1:3000; } }');
      answer(host, 502);
    },
  },
  'route-dead': {
    level: 'manual',
    fault: (host) => {
      const text = siteText('shop.example', `unix:${SOCKET}`);
      write(
        host,
        SITE_FILE,
        text.replace('location ~', 'location /app/ { proxy_pass http://127.0.0.1:3000; } location ~'),
      );
    },
  },
  'upstream-service-stopped': { level: 'approve', fault: (host) => asksService(host, 'app.service') },
  'apache-backend-down': { level: 'approve', fault: (host) => asksService(host, 'apache2.service') },
  'container-stopped': {
    level: 'manual',
    fault: (host) => {
      asksService(host, 'app.service');
      host.ownerSearch.mentions[0] = {
        file: '/opt/app/docker-compose.yml',
        line: 4,
        text: '- "127.0.0.1:3000:80"',
        units: [],
      };
    },
  },
  'orphan-master': {
    level: 'manual',
    fault: (host) => {
      Object.assign(unitOf(host, 'nginx.service'), {
        active: 'failed',
        sub: 'failed',
        result: 'exit-code',
        mainPid: null,
      });
      for (const process of host.processes) if (process.program === 'nginx') process.unit = null;
    },
  },
  'php-fatal': {
    level: 'manual',
    fault: (host) => {
      answer(host, 500);
      host.logLines.push(probeLine('FastCGI sent in stderr: "PHP message: PHP Fatal error:  no in /srv/a.php:2'));
    },
  },
  'script-not-found': {
    level: 'manual',
    fault: (host) => {
      answer(host, 404);
      host.logLines.push(probeLine('FastCGI sent in stderr: "Primary script unknown" while reading'));
    },
  },
  'extension-denied': {
    level: 'manual',
    fault: (host) => {
      answer(host, 403);
      host.logLines.push(
        probeLine(
          'FastCGI sent in stderr: "Access to the script \'/srv/a\' has been denied (see security.limit_extensions)"',
        ),
      );
    },
  },
  'redirect-cycle': { level: 'manual', fault: (host) => answering(host, 302, { location: '/index.php' }) },
  'proxy-to-itself': {
    level: 'manual',
    fault: (host) => {
      write(
        host,
        SITE_FILE,
        'server { listen 80; server_name shop.example; location / { proxy_pass http://127.0.0.1; } }',
      );
      answering(host, 500);
    },
  },
  'invalid-response-header': {
    level: 'manual',
    fault: (host) => {
      answering(host, 502);
      host.logLines.push(
        probeLine('upstream sent invalid header: "X y: 1" while reading response header from upstream'),
      );
    },
  },
  'answer-from-cache': { level: 'manual', fault: (host) => answering(host, 503, { cache: 'x-cache: HIT' }) },
  'expectation-missed': {
    level: 'manual',
    fault: (host) => {
      host.expected.push({
        expectation: { scheme: 'http', host: 'shop.example', port: 80, path: '/', statuses: [200], contains: null },
        site: SITE,
        url: 'http://shop.example/',
        status: 404,
        error: null,
        contains: null,
      });
    },
  },
  'open-transaction': {
    level: 'manual',
    fault: (host) => {
      host.openTransactions.push({ ...transaction(), paths: [...transaction().paths] });
    },
  },
  maintenance: {
    level: 'manual',
    fault: (host) => {
      write(host, SITE_FILE, siteText('shop.example', `unix:${SOCKET}`).replace('{', '{ return 503;'));
      answering(host, 503);
    },
  },
  'no-live-upstreams': {
    level: 'manual',
    fault: (host) => {
      write(host, SITE_FILE, `upstream php { server unix:${SOCKET}; }\n${siteText('shop.example', 'php')}`);
      answer(host, 502);
      const given = 'no live upstreams while connecting to upstream';
      host.logLines.push(
        connectFailed(111, `unix:${SOCKET}`, NOW - 20),
        probeLine(given, { upstream: 'fastcgi://php', at: NOW - 3 }),
      );
    },
  },
  'reload-dropped-requests': {
    level: 'manual',
    fault: (host) => {
      const reload = probeLine('Reloading in progress ...', { upstream: null, server: null, request: null });
      host.logLines.push(
        { ...reload, program: 'php-fpm', at: NOW - 60 },
        connectFailed(104, `unix:${SOCKET}`, NOW - 60),
      );
    },
  },
  'workers-exhausted': {
    level: 'approve',
    fault: (host) => {
      crowd(host, {}, { taken: 1, waiting: 2 });
      answer(host, 504);
    },
  },
  'worker-oom-killed': {
    level: 'approve',
    fault: (host) => {
      stopFpm(host);
      write(host, POOL_FILE, poolText('www', { 'pm.max_children': '50' }));
      unitOf(host, UNIT).result = 'oom-kill';
      host.room.kernel = [{ at: NOW - 60, text: killedLine }];
    },
  },
  'terminate-timeout': {
    level: 'approve',
    fault: (host) => {
      write(host, POOL_FILE, poolText('www', { request_terminate_timeout: '10s' }));
      answer(host, 502);
      host.logLines.push(
        fpmLine(
          '[pool www] child 93, script \'/srv/index.php\' (request: "GET /index.php") execution timed out (10.04 sec), terminating',
        ),
      );
    },
  },
  'upstream-timeout': {
    level: 'manual',
    fault: (host) => {
      answer(host, 504);
      host.logLines.push(
        nginxLine('upstream timed out (110: Connection timed out) while reading response header from upstream'),
      );
    },
  },
  'worker-crashed': {
    level: 'manual',
    fault: (host) => {
      answer(host, 502);
      host.logLines.push(
        fpmLine('[pool www] child 66 exited on signal 11 (SIGSEGV) after 6.187794 seconds from start'),
      );
    },
  },
  'header-too-big': {
    level: 'approve',
    fault: (host) => {
      answer(host, 502);
      host.logLines.push(nginxLine('upstream sent too big header while reading response header from upstream'));
    },
  },
  'firewall-blocked': {
    level: 'manual',
    fault: (host) => {
      askedOnTcp(host);
      iptables('-A INPUT -p tcp --dport 9000 -j DROP')(host);
    },
  },
  'selinux-denied': {
    level: 'manual',
    fault: (host) => {
      answer(host, 502);
      selinux(
        `avc:  denied  { connectto } for  pid=701 comm="nginx" path="${SOCKET}" scontext=a:b:httpd_t:s0 tcontext=a:b:init_t:s0 tclass=unix_stream_socket permissive=0`,
      )(host);
    },
  },
  'apparmor-denied': {
    level: 'manual',
    fault: (host) => {
      answer(host, 502);
      apparmor(`apparmor="DENIED" operation="connect" profile="nginx" name="${SOCKET}" pid=701 comm="nginx"`)(host);
    },
  },
  'backlog-full': {
    level: 'approve',
    fault: (host) => {
      rush(host, { queued: 3, backlog: 2 });
      answer(host, 502);
    },
  },
  'worker-connections': {
    level: 'approve',
    fault: (host) => {
      answer(host, 500);
      nginxConf(host, 'events { worker_connections 16; }');
      host.logLines.push(probeLine('16 worker_connections are not enough while connecting to upstream'));
    },
  },
  'fd-limit': {
    level: 'approve',
    fault: (host) => {
      answer(host, 500);
      nginxConf(host, 'worker_rlimit_nofile 24; events { worker_connections 768; }');
      mayOpen(host, 701, 24);
      host.logLines.push(
        probeLine('socket() failed (24: Too many open files) while connecting to upstream', { errno: 24 }),
      );
    },
  },
  'document-root-denied': {
    level: 'manual',
    fault: (host) => {
      answer(host, 404);
      names(host, namedPath('/srv/shop/index.php', { '/srv/shop': '0700 root root' }, { 'www-data': '' }));
      host.logLines.push(nginxSays('stat() "/srv/shop/index.php" failed (13: Permission denied)'));
    },
  },
  'php-open-basedir': {
    level: 'manual',
    fault: (host) => {
      answer(host, 404);
      host.logLines.push(
        phpSays(
          'PHP message: PHP Warning:  Unknown: open_basedir restriction in effect. File(/srv/shop/index.php) is not within the allowed path(s): (/srv/blog) in Unknown on line 0; Unable to open primary script: /srv/shop/index.php (Operation not permitted)',
        ),
      );
    },
  },
  'php-startup-file': {
    level: 'manual',
    fault: (host) => {
      answer(host, 500);
      host.logLines.push(
        phpSays(
          "PHP message: PHP Fatal error:  Failed opening required '/home/old/waf.php' (include_path='.:/usr/share/php') in Unknown on line 0",
        ),
      );
    },
  },
  'stale-realpath': {
    level: 'guarded',
    fault: (host) => {
      const script = '/srv/current/index.php';
      answer(host, 404);
      names(host, namedPath(script, { [script]: '0644 root root' }, {}, { realPath: '/srv/releases/2/index.php' }));
      host.logLines.push(phpSays(`Unable to open primary script: ${script} (No such file or directory)`));
    },
  },
  'app-folder-denied': {
    level: 'manual',
    fault: (host) => {
      answer(host, 500);
      names(host, namedPath('/srv/shop/cache/x', { '/srv/shop/cache': '0755 root root' }, { 'www-data': 'rx' }));
      host.logLines.push(
        phpSays(
          'PHP message: PHP Warning:  fopen(/srv/shop/cache/x): Failed to open stream: Permission denied in /a.php',
        ),
      );
    },
  },
  'temp-folder-denied': {
    level: 'guarded',
    fault: (host) => {
      const folder = '/var/lib/nginx/fastcgi';
      host.nginx.built = { user: 'nobody', tempFolders: [folder] };
      answered(host, { cutShort: '18: transfer closed' });
      names(host, namedPath(`${folder}/1/00/0000000001`, { [folder]: '0700 nginx root' }, { 'www-data': '' }));
      host.logLines.push(
        nginxSays(`open() "${folder}/1/00/0000000001" failed (13: Permission denied) while reading upstream`),
      );
    },
  },
  'disk-full': {
    level: 'manual',
    fault: (host) => {
      failFpm(host);
      full(host, '/run/php', [SOCKET]);
      host.logLines.push({
        ...fpmLine('Unable to write to the PID file.: No space left on device (28)', NOW - 60),
        level: 'ERROR',
      });
    },
  },
  'ports-exhausted': {
    level: 'manual',
    fault: (host) => {
      onTcp(host, {}, '127.0.0.1:9000');
      answer(host, 502);
      noPorts(host);
      host.logLines.push(connectFailed(99, '127.0.0.1:9000', NOW - 3));
    },
  },
  'unexplained-502': { level: 'manual', fault: (host) => answer(host, 504) },
};

/** The fault that a cause stands for; throws where nobody has laid one out yet. */
export const faultOf = (cause: string): Law => {
  const law = laws[cause];
  if (law === undefined) throw new Error(`${cause} has no law: add the host on which it must fire`);
  return law;
};
