import { type Place, showPlace } from '../base/place.ts';
import type { Mistake } from '../base/user-error.ts';
import { valueAt, type YamlNode } from '../formats/yaml/node.ts';

/** Where Ansible's plays have what are steps here; they are read as steps for the sake of their mistakes. */
export const TASK_LISTS = ['pre_tasks', 'tasks', 'post_tasks'];

/** Whether a key is told missing where Ansible's own key for it is told already. */
export function isSaidOtherwise(
  { code, message, place }: Mistake,
  plays: readonly YamlNode[],
  placeOf: (node: YamlNode) => Place,
): boolean {
  const play = plays.find((each) => place !== undefined && showPlace(placeOf(each)) === showPlace(place));
  if (code !== 'missing-key' || play === undefined) return false;
  if (valueAt(play, 'import_playbook') !== undefined) return true;
  return message.startsWith('`steps`') && [...TASK_LISTS, 'roles'].some((key) => valueAt(play, key) !== undefined);
}
