import { pathBelow } from '../formats/nginx/conf-path.ts';
import type { Directive } from '../formats/nginx/directive.ts';
import { COMBINED, type LogPiece, logPieces } from '../formats/nginx/log-format.ts';
import { directivesNamed, httpOf, nginxTree } from './nginx-tree.ts';
import type { NginxProgram } from './programs.ts';
import { serversOf } from './servers.ts';

/** An access log that tells of each request when it came and what became of it. */
export interface WrittenAccessLog {
  readonly path: string;
  readonly pieces: readonly LogPiece[];
  /** The ids of the sites that write to it. */
  readonly sites: readonly string[];
}

/**
 * The access logs of nginx's sites that are files and whose format has the status and a time, as nginx merges them: those
 * of a location, else of its server, else of `http`, else the one that nginx is built with.
 */
export function accessLogsOf(nginx: NginxProgram): readonly WrittenAccessLog[] {
  const http = httpOf(nginxTree(nginx).directives);
  const formats = new Map(
    directivesNamed(http, 'log_format').map(({ args: [name, ...rest] }) => [
      name?.value ?? '',
      rest
        .filter(({ value }, index) => index > 0 || !value.startsWith('escape='))
        .map(({ value }) => value)
        .join(''),
    ]),
  );
  const found = new Map<string, { readonly path: string; readonly pieces: readonly LogPiece[]; sites: string[] }>();
  for (const { id, directive } of serversOf(nginx)) {
    const above = directivesNamed(http, 'access_log');
    for (const log of logsIn(directive, above)) {
      const [target, format] = log.args;
      const path = target && pathOf(target.value, nginx.prefix);
      const pieces = logPieces(formatOf(format?.value, formats));
      if (path === undefined || path === null || pieces === null || !tells(pieces)) continue;
      const key = `${path}\n${JSON.stringify(pieces)}`;
      const seen = found.get(key);
      if (seen === undefined) found.set(key, { path, pieces, sites: [id] });
      else if (!seen.sites.includes(id)) seen.sites.push(id);
    }
  }
  return [...found.values()];
}

/** The `access_log`s that count somewhere in a block. */
function logsIn(block: Directive, above: readonly Directive[]): readonly Directive[] {
  const own = directivesNamed(block.children, 'access_log');
  const here = own.length > 0 ? own : above;
  const inside = (block.children ?? []).filter(({ name }) => name === 'location' || name === 'if');
  return [...here, ...inside.flatMap((each) => logsIn(each, here))];
}

function pathOf(written: string, prefix: string): string | null {
  if (written === 'off' || /^(?:syslog|memory):|^\/dev\/|\$/.test(written)) return null;
  return pathBelow(prefix.replace(/\/+$/, ''), written);
}

/** The second argument may be an option already: `access_log /a.log buffer=32k;`. */
function formatOf(written: string | undefined, formats: ReadonlyMap<string, string>): string {
  if (written === undefined || /^(?:buffer|gzip|flush|if)\b/.test(written) || written === 'combined') return COMBINED;
  return formats.get(written) ?? '';
}

/** The variables by which it is told when a request came. */
const TIMES: readonly string[] = ['time_local', 'time_iso8601', 'msec'];

const tells = (pieces: readonly LogPiece[]): boolean => {
  const variables = pieces.flatMap((piece) => ('variable' in piece ? [piece.variable] : []));
  return variables.includes('status') && variables.some((variable) => TIMES.includes(variable));
};
