import type { PathState } from '../../facts/file.ts';
import { logsAtStart, unopenedLog } from '../../facts/fpm-logs.ts';
import type { FpmProgram } from '../../facts/programs.ts';

/** A folder that doesn't exist though PHP-FPM must open a log in it. */
export interface MissingLogFolder {
  /** The first folder on the way that is missing. */
  readonly folder: string;
  /** Whether the log's path continues right below it. */
  readonly direct: boolean;
  readonly path: PathState;
}

/** The folders that a PHP-FPM misses for its logs: the one that it complains of, and those that it would come to next. */
export function missingLogFolders(program: FpmProgram, paths: readonly PathState[]): readonly MissingLogFolder[] {
  if (unopenedLog(program.test) === null) return [];
  const logs = logsAtStart(program);
  const missing = paths.flatMap((path): readonly MissingLogFolder[] => {
    const folder = logs.includes(path.path) ? path.folders.find(({ exists }) => !exists)?.path : undefined;
    if (folder === undefined) return [];
    return [{ folder, direct: !path.realPath.slice(folder.length + 1).includes('/'), path }];
  });
  return [...new Map(missing.map((each) => [each.folder, each])).values()];
}
