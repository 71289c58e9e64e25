import { showPlace } from '../base/place.ts';
import { err, ok, type Result } from '../base/result.ts';
import { reachableAs } from '../checks/evidence/show-address.ts';
import type { ReadableFacts } from '../facts/known-facts.ts';
import type { Pool } from '../facts/topology.ts';
import type { Address } from '../formats/address.ts';
import type { NginxWord } from './nginx-word.ts';

/**
 * The words of nginx's files that lead sites to a pool, each to be replaced by another address; or why not all of them
 * can be. Those of addresses that lead elsewhere aren't among them, nor are an upstream's servers that are `down`.
 */
export function wordsToPool(
  { id, name }: Pool,
  to: Address,
  { links, nginx }: Pick<ReadableFacts, 'links' | 'nginx'>,
): Result<readonly NginxWord[], string> {
  const address = reachableAs(to);
  if (address === null) return err(`the address of pool ${name} cannot be written into nginx's files as it is`);
  const unknown = links.find(({ target }) => target.address === null && target.source.text.includes('$'));
  if (unknown !== undefined) {
    const { pass, source } = unknown.target;
    return err(`${showPlace(pass)} passes to ${source.text}, and only a request tells where that leads`);
  }
  const words = new Map<string, NginxWord>();
  for (const { target, pools } of links) {
    if (!pools.some((pool) => pool.id === id)) continue;
    const { source } = target;
    const file = nginx.files.find(({ path }) => path === source.file);
    if (file === undefined) return err(`${source.file} was not read from this host`);
    if (source.text.includes('$')) {
      return err(`${showPlace(source)}: ${source.text} is made of a variable, so it can't be replaced by an address`);
    }
    const { line, span, text } = source;
    words.set(`${file.realPath}:${span.start}`, {
      file: file.realPath,
      line,
      start: span.start,
      from: text,
      to: address,
    });
  }
  return ok([...words.values()]);
}
