import type { Mention, PoolInFile } from '../../facts/owners/owner-search.ts';
import { linesOf } from '../shell/blocks.ts';

/** Reads what grep found in files, each with the units that read the file. */
export function mentionsOf(references: string, found: string): readonly Mention[] {
  const readers = new Map<string, Set<string>>();
  for (const line of linesOf(references)) {
    const [unit = '', path = ''] = line.split('\t');
    const known = readers.get(path);
    if (known === undefined) readers.set(path, new Set([unit]));
    else known.add(unit);
  }
  return linesOf(found).flatMap((each): readonly Mention[] => {
    const [, file = '', line = '', text = ''] = /^(\/[^:]+):(\d+):(.*)$/.exec(each) ?? [];
    if (file === '' || isComment(text)) return [];
    return [{ file, line: Number(line), text: text.trim(), units: [...unitsOf(file), ...(readers.get(file) ?? [])] }];
  });
}

/** A program's own folder of settings is its unit's; a socket unit and the service that it starts go together. */
function unitsOf(file: string): readonly string[] {
  const program = /^\/etc\/(apache2|httpd|haproxy|varnish|uwsgi|redis|supervisord?)[/.]/.exec(file)?.[1];
  if (program !== undefined) return [`${program}.service`];
  if (!file.includes('/systemd/')) return [];
  const name = /\/([^/]+\.(?:service|socket))(?:\.d\/[^/]+)?$/.exec(file)?.[1];
  if (name === undefined) return [];
  return name.endsWith('.socket') ? [name, name.replace(/socket$/, 'service')] : [name];
}

const isComment = (text: string): boolean => /^\s*(?:[#;]|\/\/)/.test(text);

/** Reads sections' heads with what they say of `listen` and `user`, in the order of the files. */
export function poolFilesOf(found: string): readonly PoolInFile[] {
  const pools: { file: string; line: number; pool: string; listen: string; user: string }[] = [];
  for (const each of linesOf(found)) {
    const [, file = '', line = '', text = ''] = /^(\/[^:]+):(\d+):\s*(.*?)\s*$/.exec(each) ?? [];
    const head = /^\[([^\]]+)\]/.exec(text)?.[1];
    if (head !== undefined) pools.push({ file, line: Number(line), pool: head, listen: '', user: '' });
    const last = pools.at(-1);
    const [, key, value = ''] = /^(listen|user)\s*=\s*["']?([^"';]*)/.exec(text) ?? [];
    if (last?.file !== file || key === undefined) continue;
    const expanded = value.trim().replaceAll('$pool', last.pool);
    if (key === 'listen') last.listen = expanded;
    else last.user = expanded;
  }
  return pools.filter(({ pool }) => pool !== 'global');
}
