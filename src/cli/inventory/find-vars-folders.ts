import { readdirSync, statSync } from 'node:fs';
import { dirname, extname, join } from 'node:path';
import type { TextFile, VarsFolder } from '../../inventory/source.ts';
import type { FileReader } from './file-reader.ts';

/** First what has no extension, which may be a folder; the first that is there counts alone. */
const EXTENSIONS = ['', '.yml', '.yaml', '.json'];

/** The folders beside the inventory's sources, in their order, and the playbook's own. */
export function findVarsFolders(
  sources: readonly string[],
  playbookDir: string | undefined,
  reader: FileReader,
): readonly VarsFolder[] {
  const beside = sources.flatMap((source) => {
    const stat = statSync(source, { throwIfNoEntry: false });
    if (stat === undefined) return [];
    return [{ beside: 'inventory', path: stat.isDirectory() ? source : dirname(source) } as const];
  });
  const own = playbookDir === undefined ? [] : [{ beside: 'playbook', path: playbookDir } as const];
  return [...beside, ...own].map(({ beside, path }) => varsFolder(beside, path, reader));
}

/** Looks into both folders once, however many groups and hosts there are. */
function varsFolder(beside: VarsFolder['beside'], path: string, reader: FileReader): VarsFolder {
  const folders = { group: join(path, 'group_vars'), host: join(path, 'host_vars') };
  const names = { group: namesIn(folders.group), host: namesIn(folders.host) };
  return {
    beside,
    files: (of, name) => {
      const found = EXTENSIONS.map((extension) => name + extension).find((each) => names[of].has(each));
      return found === undefined ? [] : filesAt(join(folders[of], found), reader);
    },
  };
}

const isFolder = (path: string): boolean => statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;

const namesIn = (folder: string): ReadonlySet<string> => new Set(isFolder(folder) ? readdirSync(folder) : []);

/** A file, or all files of a folder and of the folders in it, by name. Source: Ansible, parsing/dataloader.py. */
function filesAt(path: string, reader: FileReader): readonly TextFile[] {
  if (!isFolder(path)) {
    const text = reader.readSealed(path);
    return text === null ? [] : [text];
  }
  const names = readdirSync(path).filter((name) => !name.startsWith('.') && !name.endsWith('~'));
  return names.sort().flatMap((name) => {
    const extension = extname(name);
    const below = join(path, name);
    if (isFolder(below) ? extension === '' : EXTENSIONS.includes(extension)) return filesAt(below, reader);
    return [];
  });
}
