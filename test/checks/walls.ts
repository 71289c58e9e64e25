import { parseDenial } from '../../src/formats/logs/denial.ts';
import { parseIptables } from '../../src/formats/netfilter/iptables.ts';
import { parseNft } from '../../src/formats/netfilter/nft.ts';
import {
  answer,
  connectFailed,
  type Draft,
  NOW,
  pathOf,
  POOL_FILE,
  poolText,
  remove,
  SITE_FILE,
  siteText,
  SOCKET,
  write,
} from './host.ts';

/** A pool on TCP that nginx asks, and what the site answers. */
export function onTcp(host: Draft, status: number | null = 502, pass = '127.0.0.1:9000', listen = '127.0.0.1'): void {
  write(host, POOL_FILE, poolText('www', { listen: `${listen}:9000` }));
  write(host, SITE_FILE, siteText('shop.example', pass));
  host.unixListeners = [];
  remove(pathOf(host, SOCKET));
  host.tcpListeners.push({ host: listen, port: 9000, pid: 800, process: 'php-fpm8.2', queued: 0, backlog: 511 });
  answer(host, status);
}

/** The kernel's rules, in the words of `iptables-save`: a chain for packets that come in. */
export const iptables =
  (rules: string, policy = 'ACCEPT', more = '') =>
  (host: Draft): void => {
    const text = `*filter\n:INPUT ${policy} [0:0]\n:OUTPUT ACCEPT [0:0]\n:web - [0:0]\n${rules}\n${more}COMMIT\n`;
    host.firewall.chains.push(...structuredClone(parseIptables(text, 'iptables') as Draft['firewall']['chains']));
  };

/** The same, in those of `nft -a list ruleset`. */
export const nft =
  (rules: readonly string[], policy = 'accept', hook = 'input', priority = 'filter') =>
  (host: Draft): void => {
    const base = `type filter hook ${hook} priority ${priority}; policy ${policy};`;
    const lines = rules.map((rule, index) => `\t\t${rule} # handle ${index + 2}\n`).join('');
    const text = `table inet filter { # handle 1\n\tchain ${hook} { # handle 1\n\t\t${base}\n${lines}\t}\n}\n`;
    host.firewall.chains.push(...structuredClone(parseNft(text, false) as Draft['firewall']['chains']));
  };

export const HTTPD = 'system_u:system_r:httpd_t:s0';
const AVC = 'type=AVC msg=audit';

/** SELinux enforces, nginx runs as httpd_t, and these lines are in audit.log; `%` stands for the time. */
export const selinux =
  (...lines: readonly string[]) =>
  (host: Draft): void => {
    Object.assign(host.confinement, { selinux: 'enforcing', processes: [{ pid: 701, label: HTTPD }] });
    host.confinement.files = [{ path: SOCKET, label: 'system_u:object_r:var_run_t:s0' }];
    logDenials(host, lines);
  };

/** AppArmor confines nginx by a profile that is enforced, and the kernel has written these lines. */
export const apparmor =
  (...lines: readonly string[]) =>
  (host: Draft): void => {
    Object.assign(host.confinement, { apparmor: true, processes: [{ pid: 701, label: '/usr/sbin/nginx (enforce)' }] });
    logDenials(host, lines);
  };

function logDenials(host: Draft, lines: readonly string[]): void {
  host.confinement.denials = lines.map((line) => {
    const denial = parseDenial(/audit\(/.test(line) ? line : `${AVC}(${NOW + 1}.5:77): ${line}`);
    if (denial === null) throw new Error(`no denial: ${line}`);
    return denial;
  });
}

/** The probe's own request was turned away with errno 13. */
export const turnedAway = (host: Draft, upstream = `unix:${SOCKET}`): void =>
  void host.logLines.push(connectFailed(13, upstream, NOW + 1));
