import { onceForEach } from '../base/once-for-each.ts';
import type { Directive } from '../formats/nginx/directive.ts';
import { parseListenAddress } from '../formats/nginx/listen-address.ts';
import { fastcgiPasses, passesOf, targetsOf } from './fastcgi-targets.ts';
import { directivesNamed, httpOf, nginxTree } from './nginx-tree.ts';
import { probedPass, probePathOf } from './probe-path.ts';
import type { NginxProgram } from './programs.ts';
import { proxyForm } from './proxy-form.ts';
import { scriptFileOf } from './script-file.ts';
import type { FastcgiTarget, Site } from './topology.ts';

/** Every `server` block of nginx's `http`, in the order of the configuration; files that can't be read give none. */
export const sitesOf = onceForEach((nginx: NginxProgram): readonly Site[] => {
  const http = httpOf(nginxTree(nginx).directives);
  const taken = new Map<string, number>();
  return directivesNamed(http, 'server').map((server) => {
    const names = directivesNamed(server.children, 'server_name').flatMap(({ args }) => args.map(({ value }) => value));
    const listens = listensOf(server, http);
    const id = freeId(siteName(names, listens), taken);
    const passes = fastcgiPasses(server);
    const proxyPasses = passesOf('proxy_pass', server);
    const probed = probedPass(passes);
    const { file, line, column } = server;
    return {
      id,
      names,
      place: { file, line, column },
      listens,
      probePath: probePathOf(passes.length > 0 ? passes : proxyPasses),
      targets: withoutTwins(passes.flatMap((pass) => targetsOf(pass, id, http))),
      proxies: withoutTwins(proxyPasses.flatMap((pass) => targetsOf(pass, id, http, proxyForm))),
      script: probed ? scriptFileOf(probed.pass, probed.path, http) : { state: 'unknown' },
    };
  });
});

type Listens = Site['listens'];

function listensOf(server: Directive, http: readonly Directive[]): Listens {
  const written = directivesNamed(server.children, 'listen');
  const tlsEverywhere = isOn(server.children, 'ssl') ?? isOn(http, 'ssl') ?? false;
  if (written.length === 0) return [{ host: '*', port: 80, tls: tlsEverywhere }];
  return written.flatMap(({ args: [address, ...options] }) => {
    const parsed = address && parseListenAddress(address.value);
    // HTTP/3 comes over UDP, where no probe of ours asks.
    if (!parsed || options.some(({ value }) => value === 'quic')) return [];
    return [{ ...parsed, tls: tlsEverywhere || options.some(({ value }) => value === 'ssl') }];
  });
}

/** `ssl on`, which nginx had before `listen … ssl`; null where it isn't written. */
function isOn(directives: readonly Directive[] | null, name: string): boolean | null {
  const [directive] = directivesNamed(directives, name);
  return directive ? directive.args[0]?.value.toLowerCase() === 'on' : null;
}

function siteName([first = '_']: readonly string[], [listen]: Listens): string {
  const name = first === '_' || first === '' ? 'default' : first;
  if (!listen) return name;
  return `${name}:${listen.port === 0 ? 'unix' : listen.port}`;
}

/** Sites may share name and port, on two addresses: the second is `name:port#2`. */
function freeId(wanted: string, taken: Map<string, number>): string {
  const before = taken.get(wanted) ?? 0;
  taken.set(wanted, before + 1);
  return before === 0 ? wanted : freeId(`${wanted}#${before + 1}`, taken);
}

/** A snippet that a site includes twice leads to the same place twice. */
function withoutTwins(targets: readonly FastcgiTarget[]): readonly FastcgiTarget[] {
  const seen = new Set<string>();
  return targets.filter(({ source, pass, address }) => {
    const key = JSON.stringify([source.file, source.span.start, pass, address]);
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}
