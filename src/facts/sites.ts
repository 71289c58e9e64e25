import { onceForEach } from '../base/once-for-each.ts';
import type { Directive } from '../formats/nginx/directive.ts';
import { passesOf } from './fastcgi-targets.ts';
import { withSharedProtocols } from './listens.ts';
import { httpOf, nginxTree } from './nginx-tree.ts';
import { probedPass, probePathOf } from './probe-path.ts';
import type { NginxProgram } from './programs.ts';
import type { PassKind } from './routes/route.ts';
import { routesOf } from './routes/routes.ts';
import { scriptFileOf } from './script-file.ts';
import { serversOf } from './servers.ts';
import type { FastcgiTarget, Site } from './topology.ts';

/** Every `server` block of nginx's `http`, in the order of the configuration; files that can't be read give none. */
export const sitesOf = onceForEach((nginx: NginxProgram): readonly Site[] => {
  const http = httpOf(nginxTree(nginx).directives);
  const targets = liveTargets(nginx);
  const sites = serversOf(nginx).map(({ id, names, listens, directive }): Site => {
    const passes = passesOf('fastcgi_pass', directive);
    const probed = probedPass(passes);
    const { file, line, column } = directive;
    return {
      id,
      names,
      place: { file, line, column },
      listens,
      overTls: listens.some(({ tls }) => tls) && tellsPlainApart(directive),
      probePath: probePathOf(passes.length > 0 ? passes : passesOf('proxy_pass', directive)),
      targets: targets(id, 'fastcgi'),
      proxies: targets(id, 'proxy'),
      script: probed ? scriptFileOf(probed.pass, probed.path, http) : { state: 'unknown' },
    };
  });
  return withSharedProtocols(sites);
});

/** `if ($scheme = http) { return 301 … }`, by whichever variable tells. */
const tellsPlainApart = ({ children }: Directive): boolean =>
  (children ?? []).some(
    (child) =>
      (child.name === 'if' &&
        child.args.some(({ value }) => /\$\{?(?:scheme|https|server_port|ssl_protocol)\b/.test(value))) ||
      (child.name === 'location' && tellsPlainApart(child)),
  );

/** Where the routes of a site lead that are of one kind, servers that are `down` left out. */
function liveTargets(nginx: NginxProgram): (site: string, kind: PassKind) => readonly FastcgiTarget[] {
  const found = new Map<string, FastcgiTarget[]>();
  for (const { site, kind, targets } of routesOf(nginx)) {
    const known = found.get(`${kind} ${site}`);
    const live = targets.filter(({ role }) => role !== 'down');
    if (known === undefined) found.set(`${kind} ${site}`, live);
    else known.push(...live);
  }
  return (site, kind) => withoutTwins(found.get(`${kind} ${site}`) ?? []);
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
