import { onceForEach } from '../base/once-for-each.ts';
import type { Place } from '../base/place.ts';
import type { Arg, Directive } from '../formats/nginx/directive.ts';
import { parseFastcgiAddress } from '../formats/nginx/fastcgi-address.ts';
import { directivesNamed } from './nginx-tree.ts';
import { type Constant, constantValues } from './nginx-variables.ts';
import type { PassForm } from './pass-forms.ts';
import type { FastcgiTarget, Source } from './topology.ts';

/** A directive that hands on, and the blocks around it, from `server` inwards. */
export interface Pass {
  readonly directive: Directive;
  readonly blocks: readonly Directive[];
}

const blocksWithPasses = new Set(['location', 'if', 'limit_except']);

/** Every directive of this name in a `server` block, however deep. */
export function passesOf(
  name: PassForm['directive'],
  server: Directive,
  around: readonly Directive[] = [],
): readonly Pass[] {
  const blocks = [...around, server];
  return (server.children ?? []).flatMap((child) => {
    if (child.name === name) return [{ directive: child, blocks }];
    return blocksWithPasses.has(child.name) ? passesOf(name, child, blocks) : [];
  });
}

/** Where a pass leads: a target for each address that it can have, or for each server of an upstream that it names. */
export function targetsOf(
  pass: Pass,
  site: string,
  http: readonly Directive[],
  form: PassForm,
): readonly FastcgiTarget[] {
  const [arg] = pass.directive.args;
  if (!arg) return [];
  const base = { site, pass: placeOf(pass.directive) };
  const constants = constantValues(arg, { http, blocks: pass.blocks });
  if (constants.length === 0)
    return [{ ...base, upstream: null, role: 'server', source: sourceOf(arg), address: null }];
  return constants.flatMap((constant) => leadingTo(constant, http, form).map((way) => ({ ...base, ...way })));
}

type Way = Omit<FastcgiTarget, 'site' | 'pass'>;

function leadingTo(constant: Constant, http: readonly Directive[], form: PassForm): readonly Way[] {
  const written = form.read(constant.value);
  const upstream = written ? upstreamsOf(http).get(written.name.toLowerCase()) : undefined;
  const name = upstream?.args[0]?.value ?? null;
  const servers = directivesNamed(upstream?.children ?? null, 'server').flatMap((server) => serverOf(server, name));
  if (servers.some(({ role }) => role !== 'down')) return servers;
  const address = upstream || !written ? null : parseFastcgiAddress(written.name, written.port);
  return [{ source: sourceOf(constant.arg), upstream: name, role: 'server', address }, ...servers];
}

function serverOf({ args: [written, ...options] }: Directive, upstream: string | null): readonly Way[] {
  if (!written) return [];
  const says = (word: string): boolean => options.some(({ value }) => value === word);
  const role = says('down') ? 'down' : says('backup') ? 'backup' : 'server';
  return [{ source: sourceOf(written), upstream, role, address: parseFastcgiAddress(written.value, upstreamPort) }];
}

/** A server of an upstream block that names no port has this one. Source: ngx_http_upstream_module. */
const upstreamPort = 80;

/** The upstream blocks by their names in small letters; of two of a name, which nginx refuses, the first. */
const upstreamsOf = onceForEach(
  (http: readonly Directive[]): ReadonlyMap<string, Directive> =>
    new Map(
      directivesNamed(http, 'upstream')
        .map((upstream) => [upstream.args[0]?.value.toLowerCase() ?? '', upstream] as const)
        .reverse(),
    ),
);

const placeOf = ({ file, line, column }: Place): Place => ({ file, line, column });

const sourceOf = (arg: Arg): Source => ({ ...placeOf(arg), span: arg.span, text: arg.raw });
