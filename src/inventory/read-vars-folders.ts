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
  /** Why files of these groups, or of this host, can't be opened. */
  readonly sealed: (groups: readonly string[], host: string) => readonly Mistake[];
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
    const filesBy = (of: 'group' | 'host', names: Iterable<string>): ReadonlyMap<string, readonly VarsFile[]> =>
      new Map([...names].map((name) => [name, filesOf(of, name).map(read)] as const));
    return { beside, group: filesBy('group', groups.keys()), host: filesBy('host', hosts.keys()) };
  });
  const mapsOf = (of: 'group' | 'host', beside: VarsFolder['beside'], names: readonly string[]) =>
    found
      .filter((folder) => folder.beside === beside)
      .flatMap((folder) => names.flatMap((name) => merged(folder[of].get(name) ?? [])));
  return {
    mistakes: [...files.values()].flatMap(({ mistakes }) => mistakes),
    ofGroups: (beside, names) => mapsOf('group', beside, names),
    ofHost: (beside, name) => mapsOf('host', beside, [name]),
    sealed: (names, host) =>
      found
        .flatMap((folder) => [...names.map((name) => folder.group.get(name)), folder.host.get(host)])
        .flatMap((vars) => (vars ?? []).flatMap(({ sealed }) => sealed ?? [])),
  };
}

/** The files of one group or host as one. */
function merged(files: readonly VarsFile[]): readonly ReadonlyMap<string, Var>[] {
  return files.length === 0 ? [] : [new Map(files.flatMap(({ vars }) => [...vars]))];
}
