import type { Directive } from '../../formats/nginx/directive.ts';
import { directivesNamed } from '../nginx-tree.ts';
import { documentRoot } from './document-root.ts';
import type { ScriptFolder } from './route.ts';

/**
 * The folder that `SCRIPT_FILENAME` starts with: `fastcgi_param`s of one level hide those of the levels around it, and the
 * last of a name counts. Source: ngx_http_fastcgi_module.
 */
export function scriptFolderOf(blocks: readonly Directive[], http: readonly Directive[], prefix: string): ScriptFolder {
  const levels = [...blocks.map(({ children }) => children ?? []).reverse(), http];
  const params = levels.map((level) => directivesNamed(level, 'fastcgi_param')).find(({ length }) => length > 0);
  const param = params?.findLast(({ args }) => args[0]?.value === 'SCRIPT_FILENAME');
  if (param === undefined) return { state: 'not-given' };
  const written = param.args[1]?.value ?? '';
  const root = documentRoot(blocks, http, prefix)?.path ?? null;
  const value = written.replace(
    /\$(?:\{(?:document_root|realpath_root)\}|(?:document_root|realpath_root)\b)/g,
    () => root ?? '$',
  );
  const named = /^\$(?:\{request_filename\}|request_filename\b)/.test(written) ? `${root ?? '$'}/` : value;
  const folder = /^([^$]*)\$\{?(?:fastcgi_script_name|uri|document_uri)\b/.exec(named)?.[1] ?? folderOfFile(named);
  return /^\/[^$\p{C}]*$/u.test(folder) ? { state: 'named', path: plain(folder) } : { state: 'unknown' };
}

const folderOfFile = (path: string): string => path.slice(0, path.lastIndexOf('/') + 1);

const plain = (folder: string): string => folder.replace(/\/+/g, '/').replace(/(.)\/$/, '$1');
