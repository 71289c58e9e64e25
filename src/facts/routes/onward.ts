import type { Directive } from '../../formats/nginx/directive.ts';
import { directivesNamed } from '../nginx-tree.ts';
import { chooseLocation } from './choose-location.ts';
import type { Location } from './locations.ts';

/** Where a request may go on to from a location, and what is asked beside it. */
export interface Onward {
  readonly goesOn: readonly Step[];
  /** The locations that are asked for permission (`auth_request`) or get a copy (`mirror`). */
  readonly asks: readonly Location[];
}

/** A request that goes on, and when it does. */
interface Step {
  readonly to: Location | null;
  /** `missing`: where no file answers; `always`: whatever is asked; `fails`: after an error. */
  readonly when: 'missing' | 'always' | 'fails';
}

/** What follows from each location, and (by null) from the server where no location takes a request. */
export function onwardOf(
  server: Directive,
  locations: readonly Location[],
  every: readonly Location[],
  http: readonly Directive[],
): ReadonlyMap<Location | null, Onward> {
  const named: ReadonlyMap<string, Location> = new Map(
    every.flatMap((each) => (each.match.kind === 'named' ? [[`@${each.match.pattern}`, each] as const] : [])),
  );
  const find = (uri: string): readonly (Location | null)[] => {
    if (uri.startsWith('@')) return [named.get(uri)].filter((each) => each !== undefined);
    const path = uri.replace(/(?:\?|\$is_args\b|\$\{is_args\}).*$/, '');
    if (!path.startsWith('/') || path.includes('$')) return [];
    const chosen = chooseLocation(path, locations);
    return chosen === 'unknown' ? [] : [chosen === 'none' ? null : chosen];
  };
  const onward = (blocks: readonly Directive[]): Onward => {
    const levels = [...blocks.map(({ children }) => children ?? []).reverse(), http];
    const nearest = (name: string): readonly Directive[] =>
      levels.map((level) => directivesNamed(level, name)).find(({ length }) => length > 0) ?? [];
    const own = levels[0] ?? [];
    const [tried] = directivesNamed(own, 'try_files');
    const returned = directivesNamed(own, 'return')[0]?.args[0]?.value;
    const fallback = tried?.args.at(-1)?.value ?? '';
    const asks = ['auth_request', 'mirror'].flatMap((name) =>
      nearest(name).flatMap(({ args }) => (args[0] && args[0].value !== 'off' ? find(args[0].value) : [])),
    );
    return {
      goesOn: [
        ...find(fallback).map((to): Step => ({ to, when: 'missing' })),
        ...nearest('error_page').flatMap((page) => afterError(page, returned, tried === undefined, find)),
      ],
      asks: asks.filter((each) => each !== null),
    };
  };
  return new Map([
    [null, onward([server])] as const,
    ...every.map((location) => [location, onward(location.blocks)] as const),
  ]);
}

function afterError(
  { args }: Directive,
  returned: string | undefined,
  untried: boolean,
  find: (uri: string) => readonly (Location | null)[],
): readonly Step[] {
  const codes = args.slice(0, -1).map(({ value }) => value);
  const uri = args.at(-1)?.value ?? '';
  const when =
    returned !== undefined && codes.includes(returned)
      ? 'always'
      : untried && codes.includes('404')
        ? 'missing'
        : 'fails';
  return find(uri).map((to) => ({ to, when }));
}
