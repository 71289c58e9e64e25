import type { Mistake } from '../base/user-error.ts';
import type { InventoryDraft, Var } from './draft.ts';
import { readVarsFile, type VarsFile } from './read-vars-file.ts';
import type { TextFile, VarsFolder } from './source.ts';

/** The vars that the folders beside inventory and playbook give, by group and host, in the folders' order. */
export interface FolderVars {
  readonly mistakes: readonly Mistake[];
  /** Folder by folder, and in each the groups in the order given. */
  readonly ofGroups: (beside: VarsFolder['beside'], names: readonly string[]) => readonly ReadonlyMap<string, Var>[];
  readonly ofHost: (beside: VarsFolder['beside'], name: string) => readonly ReadonlyMap<string, Var>[];
}

/** Reads the files of all groups and hosts that there are. */
export function readVarsFolders({ groups, hosts }: InventoryDraft, folders: readonly VarsFolder[]): FolderVars {
  const files = new Map<string, VarsFile>();
  const read = (source: TextFile): VarsFile => {
    const known = files.get(source.file) ?? readVarsFile(source);
    files.set(source.file, known);
    return known;
  };
  const found = folders.map(({ beside, files: filesOf }) => {
    const mapsOf = (of: 'group' | 'host', names: Iterable<string>): ReadonlyMap<string, ReadonlyMap<string, Var>> => {
      const byName = new Map<string, ReadonlyMap<string, Var>>();
      for (const name of names) {
        const sources = filesOf(of, name);
        if (sources.length > 0) byName.set(name, new Map(sources.flatMap((source) => [...read(source).vars])));
      }
      return byName;
    };
    return { beside, group: mapsOf('group', groups.keys()), host: mapsOf('host', hosts.keys()) };
  });
  const at = (beside: VarsFolder['beside']) => found.filter((folder) => folder.beside === beside);
  return {
    mistakes: [...files.values()].flatMap(({ mistakes }) => mistakes),
    ofGroups: (beside, names) => at(beside).flatMap(({ group }) => names.flatMap((name) => group.get(name) ?? [])),
    ofHost: (beside, name) => at(beside).flatMap(({ host }) => host.get(name) ?? []),
  };
}
