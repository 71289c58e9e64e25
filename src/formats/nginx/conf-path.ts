/** The path that nginx takes a configured one for: absolute as it is, relative below the folder. */
export const pathBelow = (folder: string, path: string): string => (path.startsWith('/') ? path : `${folder}/${path}`);

/** A path without empty, `.` and `..` parts, to compare two by; symbolic links are not followed. */
export function plainPath(path: string): string {
  const parts: string[] = [];
  for (const part of path.split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '' && part !== '.') parts.push(part);
  }
  return `/${parts.join('/')}`;
}
