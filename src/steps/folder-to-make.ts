import type { JsonObject } from '../base/json.ts';
import type { ChangeDraft } from '../plan/change.ts';
import { textArgument } from './arguments.ts';

/** The missing folder that a finding names, as the change that makes it, and the unit that needs it; null where one is lacking. */
export function folderToMake(
  given: JsonObject,
): { readonly make: ChangeDraft; readonly path: string; readonly unit: string } | null {
  const [path, owner, group, mode, unit] = ['path', 'owner', 'group', 'mode', 'unit'].map((name) =>
    textArgument(given, name),
  );
  if (path == null || owner == null || group == null || mode == null || unit == null) return null;
  return { make: { kind: 'make-directory', path, owner, group, mode }, path, unit };
}
