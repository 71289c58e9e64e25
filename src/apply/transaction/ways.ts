import { judgingWaysTo } from '../../collect/shell/ways.ts';
import type { Change } from '../../plan/change.ts';
import type { HostPlaces } from '../places.ts';

/** Shell: asks at once about the folders on the way to these changes, and to the host's state. */
export const waysTo = (changes: readonly Change[], places: HostPlaces): string =>
  judgingWaysTo([...changes.flatMap((change) => ('path' in change ? [change.path] : [])), `${places.state}/tx/any`]);
