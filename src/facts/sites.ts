import { onceForEach } from '../base/once-for-each.ts';
import { fastcgiPasses, passesOf, targetsOf } from './fastcgi-targets.ts';
import { listensOf, withSharedProtocols } from './listens.ts';
import { directivesNamed, httpOf, nginxTree } from './nginx-tree.ts';
import { probedPass, probePathOf } from './probe-path.ts';
import type { NginxProgram } from './programs.ts';
import { proxyForm } from './proxy-form.ts';
import { scriptFileOf } from './script-file.ts';
import type { FastcgiTarget, Listen, Site } from './topology.ts';

/** Every `server` block of nginx's `http`, in the order of the configuration; files that can't be read give none. */
export const sitesOf = onceForEach((nginx: NginxProgram): readonly Site[] => {
  const http = httpOf(nginxTree(nginx).directives);
  const taken = new Map<string, number>();
  const sites = directivesNamed(http, 'server').map((server): Site => {
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
  return withSharedProtocols(sites);
});

function siteName([first = '_']: readonly string[], [listen]: readonly Listen[]): string {
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
