import type { Place } from '../base/place.ts';
import type { Arg, Directive } from '../formats/nginx/directive.ts';
import { parseFastcgiAddress } from '../formats/nginx/fastcgi-address.ts';
import { directivesNamed } from './nginx-tree.ts';
import { type Constant, constantValues } from './nginx-variables.ts';
import type { FastcgiTarget, Source } from './topology.ts';

/** A `fastcgi_pass` or `proxy_pass`, and the blocks around it, from `server` inwards. */
export interface FastcgiPass {
  readonly directive: Directive;
  readonly blocks: readonly Directive[];
}

const blocksWithPasses = new Set(['location', 'if', 'limit_except']);

/** Every directive of this name in a `server` block, however deep. */
export function passesOf(
  name: PassForm['directive'],
  server: Directive,
  around: readonly Directive[] = [],
): readonly FastcgiPass[] {
  const blocks = [...around, server];
  return (server.children ?? []).flatMap((child) => {
    if (child.name === name) return [{ directive: child, blocks }];
    return blocksWithPasses.has(child.name) ? passesOf(name, child, blocks) : [];
  });
}

/** Every `fastcgi_pass` of a `server` block, however deep. */
export const fastcgiPasses = (server: Directive): readonly FastcgiPass[] => passesOf('fastcgi_pass', server);

/** How a directive writes where it leads. */
export interface PassForm {
  readonly directive: 'fastcgi_pass' | 'proxy_pass';
  /** The name of an upstream or the address, and the port of one that names none; null where it makes no sense. */
  readonly read: (value: string) => { readonly name: string; readonly port: number | null } | null;
}

/** `fastcgi_pass` takes a bare address, which must name its port. */
const fastcgiForm: PassForm = { directive: 'fastcgi_pass', read: (name) => ({ name, port: null }) };

/** Where a pass leads: a target for each address that it can have, or for each live server of an upstream that it names. */
export function targetsOf(
  pass: FastcgiPass,
  site: string,
  http: readonly Directive[],
  form: PassForm = fastcgiForm,
): readonly FastcgiTarget[] {
  const [arg] = pass.directive.args;
  if (!arg) return [];
  const base = { site, pass: placeOf(pass.directive) };
  const constants = constantValues(arg, { http, blocks: pass.blocks });
  if (constants.length === 0) return [{ ...base, upstream: null, source: sourceOf(arg), address: null }];
  return constants.flatMap((constant) => leadingTo(constant, http, form).map((way) => ({ ...base, ...way })));
}

function leadingTo(
  constant: Constant,
  http: readonly Directive[],
  form: PassForm,
): readonly Pick<FastcgiTarget, 'source' | 'upstream' | 'address'>[] {
  const written = form.read(constant.value);
  const upstream = written ? upstreamNamed(written.name, http) : undefined;
  const members = directivesNamed(upstream?.children ?? null, 'server').filter(isUp);
  if (!upstream || members.length === 0) {
    const address = upstream || !written ? null : parseFastcgiAddress(written.name, written.port);
    return [{ source: sourceOf(constant.arg), upstream: upstream?.args[0]?.value ?? null, address }];
  }
  return members.flatMap(({ args: [member] }) => {
    if (!member) return [];
    const address = parseFastcgiAddress(member.value, upstreamPort);
    return [{ source: sourceOf(member), upstream: upstream.args[0]?.value ?? null, address }];
  });
}

/** A server of an upstream block that names no port has this one. Source: ngx_http_upstream_module. */
const upstreamPort = 80;

const isUp = ({ args }: Directive): boolean => !args.some(({ value }, index) => index > 0 && value === 'down');

const upstreamNamed = (name: string, http: readonly Directive[]): Directive | undefined =>
  directivesNamed(http, 'upstream').find(({ args }) => args[0]?.value.toLowerCase() === name.toLowerCase());

const placeOf = ({ file, line, column }: Place): Place => ({ file, line, column });

const sourceOf = (arg: Arg): Source => ({ ...placeOf(arg), span: arg.span, text: arg.raw });
