import { onceForEach } from '../base/once-for-each.ts';
import { pathBelow } from '../formats/nginx/conf-path.ts';
import type { Directive } from '../formats/nginx/directive.ts';
import { parseFpm } from '../formats/fpm/parse.ts';
import { fpmLogFiles, logsAtStart } from './fpm-logs.ts';
import { nginxTree } from './nginx-tree.ts';
import type { FpmProgram, NginxProgram } from './programs.ts';

/** What the programs' tests may open by their configuration: to write, and beside that. Absolute paths, as they are written. */
export interface OpenedFiles {
  readonly writes: readonly string[];
  readonly reads: readonly string[];
}

/** What `nginx -t` and `php-fpm -t` may open on a host, as far as its configuration tells. */
export function openedFiles(nginx: NginxProgram | null, programs: readonly FpmProgram[]): OpenedFiles {
  const words = nginx === null ? { writes: [], reads: [] } : nginxWords(nginx);
  const files = [...(nginx === null ? [] : [nginx]), ...programs].flatMap((program) => program.files);
  return {
    writes: once([...words.writes, ...programs.flatMap((each) => [...fpmLogFiles(each), ...logsAtStart(each)])]),
    reads: once([
      ...words.reads,
      ...files.flatMap(({ path, realPath }) => [path, realPath]),
      ...programs.flatMap(named),
    ]),
  };
}

const once = (paths: readonly string[]): readonly string[] => [
  ...new Set(paths.filter((path) => path.startsWith('/') && !/[\n$]/.test(path))),
];

const WRITTEN = /^(?:pid|lock_file|\w+_log|\w+_(?:temp|cache)_path)$/;

const nginxWords = onceForEach((nginx: NginxProgram): OpenedFiles => {
  const writes = nginx.errorLog === null ? [] : [nginx.errorLog, nginx.errorLog.replace(/error\.log$/, 'access.log')];
  const reads: string[] = [];
  const visit = ({ name, args, children }: Directive): void => {
    const [first] = args;
    if (WRITTEN.test(name) && first !== undefined)
      writes.push(pathBelow(nginx.prefix.replace(/\/+$/, ''), first.value));
    reads.push(...args.map(({ value }) => value).filter((value) => /^\/[^/]+\//.test(value)));
    children?.forEach(visit);
  };
  nginxTree(nginx).directives.forEach(visit);
  return { writes, reads };
});

const named = ({ files }: FpmProgram): readonly string[] =>
  files.flatMap(({ path, text }) => parseFpm(path, text).includes.map(({ value }) => value));
