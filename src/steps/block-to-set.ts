import type { JsonObject } from '../base/json.ts';
import { err, ok, type Result } from '../base/result.ts';
import { httpOf, nginxTree } from '../facts/nginx-tree.ts';
import { sitesOf } from '../facts/sites.ts';
import type { Directive } from '../formats/nginx/directive.ts';
import type { World } from '../plan/world.ts';
import { numberArgument, textArgument } from './arguments.ts';

/** A block of nginx's files by where it begins; `main` is what stands outside of all. */
export interface BlockToSet {
  readonly file: string;
  readonly line: number;
  readonly block: string;
  readonly start: number;
}

/** The block that a finding names, or the one that a playbook means by `site` or `block`. */
export function blockToSet({ facts }: World, given: JsonObject): Result<BlockToSet, string> {
  const file = textArgument(given, 'file');
  const line = numberArgument(given, 'line');
  const block = textArgument(given, 'block');
  const start = numberArgument(given, 'start');
  if (file !== null && line !== null && block !== null && start !== null) return ok({ file, line, block, start });
  const site = textArgument(given, 'site');
  if (site === null && block === null)
    return err('no finding names the block, and neither `site` nor `block` is given');
  if (facts.nginx.state !== 'known') return err(`nginx isn't known here: ${facts.nginx.why}`);
  const nginx = facts.nginx.value;
  if (block === 'main') return ok({ file: nginx.configPath, line: 1, block, start: 0 });
  const tree = nginxTree(nginx).directives;
  if (site === null)
    return one(
      tree.filter(({ name }) => name === block),
      `block ${block ?? ''}`,
    );
  const places = sitesOf(nginx)
    .filter(({ id, names }) => id === site || names.includes(site))
    .map(({ place }) => place);
  const servers = httpOf(tree).filter(
    ({ name, ...server }) =>
      name === 'server' &&
      places.some((each) => each.file === server.file && each.line === server.line && each.column === server.column),
  );
  return one(servers, `site ${site}`);
}

function one([directive, twin]: readonly Directive[], what: string): Result<BlockToSet, string> {
  if (directive === undefined) return err(`there is no ${what} in nginx's files`);
  if (twin !== undefined) return err(`${what} is there several times: ${directive.file} and ${twin.file}`);
  const { file, line, name, span } = directive;
  return ok({ file, line, block: name, start: span.start });
}
