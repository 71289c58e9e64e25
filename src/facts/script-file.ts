import type { Directive } from '../formats/nginx/directive.ts';
import type { Pass } from './fastcgi-targets.ts';
import { directivesNamed } from './nginx-tree.ts';
import type { ScriptFile } from './topology.ts';

/**
 * The file that PHP is told to run for a request of this path, by `SCRIPT_FILENAME`: `fastcgi_param`s of one level hide
 * those of the levels around it, and the last of a name counts. Source: ngx_http_fastcgi_module.
 */
export function scriptFileOf({ blocks }: Pass, path: string, http: readonly Directive[]): ScriptFile {
  const levels = [...blocks.map(({ children }) => children ?? []).reverse(), http];
  const nearest = (name: string) =>
    levels.map((level) => directivesNamed(level, name)).find(({ length }) => length > 0);
  const param = nearest('fastcgi_param')?.findLast(({ args }) => args[0]?.value === 'SCRIPT_FILENAME');
  if (param === undefined) return { state: 'not-given' };
  const value = param.args[1]?.value ?? '';
  if (/\$\{?(?:document_root|realpath_root|request_filename)\b/.test(value) && nearest('alias')) return UNKNOWN;
  const root = nearest('root')?.[0]?.args[0]?.value.replace(/\/+$/, '');
  const index = nearest('fastcgi_index')?.[0]?.args[0]?.value ?? '';
  const script = path.endsWith('/') ? `${path}${index}` : path;
  const values: Readonly<Record<string, string | undefined>> = {
    document_root: root,
    realpath_root: root,
    fastcgi_script_name: script,
    uri: path,
    document_uri: path,
    request_filename: root === undefined ? undefined : `${root}${path}`,
  };
  const file = value.replace(/\$(?:\{(\w+)\}|(\w+))/g, (written, braced?: string, bare?: string) => {
    return values[braced ?? bare ?? ''] ?? written;
  });
  return /^\/[^$\p{C}]+$/u.test(file) ? { state: 'named', path: file } : UNKNOWN;
}

const UNKNOWN: ScriptFile = { state: 'unknown' };
