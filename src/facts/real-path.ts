import type { PathState } from './file.ts';

/**
 * Resolves paths by what the host said of them, or of others in the same folder, so that `/var/run` and `/run` are one;
 * a path of which nothing is known is only cleaned of doubled slashes and `.`.
 */
export function realPathBy(paths: readonly PathState[]): (path: string) => string {
  const files = new Map(paths.map(({ path, realPath }) => [clean(path), realPath]));
  const folders = new Map(
    paths
      .filter(({ path, realPath }) => nameOf(path) === nameOf(realPath))
      .map((state) => [folderOf(clean(state.path)), folderOf(state.realPath)]),
  );
  return (path) => {
    const cleaned = clean(path);
    const folder = folders.get(folderOf(cleaned));
    return files.get(cleaned) ?? (folder === undefined ? cleaned : `${folder}/${nameOf(cleaned)}`);
  };
}

const clean = (path: string): string => path.replace(/\/(?:\.?\/)+/g, '/');
const nameOf = (path: string): string => path.slice(path.lastIndexOf('/') + 1);
const folderOf = (path: string): string => path.slice(0, Math.max(0, path.lastIndexOf('/')));
