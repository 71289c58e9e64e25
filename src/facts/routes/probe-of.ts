import type { Directive } from '../../formats/nginx/directive.ts';
import { directivesNamed } from '../nginx-tree.ts';
import { passKindOf } from '../pass-forms.ts';
import { candidatePaths, NOWHERE } from './candidate-paths.ts';
import { chooseLocation } from './choose-location.ts';
import { isInternal, type Location } from './locations.ts';
import type { Onward } from './onward.ts';
import { patternMatcher } from './pattern-matcher.ts';
import type { Reach, Route } from './route.ts';

/** The route to find a request for. */
interface Wanted {
  readonly location: Location | null;
  readonly reach: Reach;
  readonly conditions: readonly Directive[];
}

/** The server that it is a route of. */
interface Within {
  readonly server: Directive;
  /** Whether it answers by itself before it looks for a location. */
  readonly answersAll: boolean;
  readonly locations: readonly Location[];
  readonly onward: ReadonlyMap<Location | null, Onward>;
}

type Probe = Pick<Route, 'probe' | 'whyNoProbe'>;

/** A request that takes this route and no other, or why there is none that is sure to. */
export function probeOf({ location, reach, conditions }: Wanted, within: Within): Probe {
  switch (reach) {
    case 'never':
      return none('nginx answers before it comes to this');
    case 'condition':
      return none(`it is taken only where ${conditions.map(conditionText).join(' and ')}`);
    case 'subrequest':
      return none('nginx asks here by itself while it answers other requests');
    case 'inside':
      return throughOthers(location, within);
    case 'visitors':
      if (within.answersAll) return { probe: { path: '/' }, whyNoProbe: '' };
      return firstOf(location, pathsOf(location), within);
  }
}

const pathsOf = (location: Location | null): Iterable<string> =>
  location === null ? ['/', '/index.html', `/${NOWHERE}`] : candidatePaths(location);

function firstOf(location: Location | null, paths: Iterable<string>, within: Within): Probe {
  let unsure = false;
  for (const path of paths) {
    const rewritten = isRewritten(path, location, within.server);
    const chosen = rewritten === false ? chooseLocation(path, within.locations) : 'unknown';
    if (rewritten !== true && chosen === 'unknown') unsure = true;
    if (rewritten === false && (chosen === 'none' ? null : chosen) === location)
      return { probe: { path }, whyNoProbe: '' };
  }
  return none(
    unsure
      ? 'a regular expression that comes before it is not one that Suture can read'
      : 'no path was found that takes it and none of the others',
  );
}

/** What no path leads to is reached from a route that goes on where no file answers, or always. */
function throughOthers(location: Location | null, within: Within): Probe {
  for (const [from, { goesOn }] of within.onward) {
    const step = goesOn.find(({ to, when }) => to === location && when !== 'fails');
    if (step === undefined || (from !== null && isInternal(from))) continue;
    const handsOn = from !== null && (from.directive.children ?? []).some(({ name }) => passKindOf(name) !== undefined);
    // A program answers for what isn't there by itself.
    if (handsOn && step.when === 'missing' && !triesFiles(from)) continue;
    const paths = step.when === 'always' ? pathsOf(from) : missingPaths(from);
    const found = firstOf(from, paths, within);
    if (found.probe !== null) return found;
  }
  return none('no path leads to it: another route has to fail, or to name it');
}

const triesFiles = ({ directive }: Location): boolean => directivesNamed(directive.children, 'try_files').length > 0;

/** Paths of a location at which no file is. A folder isn't one, unless it is asked for. */
function missingPaths(from: Location | null): readonly string[] {
  const tried = directivesNamed(from?.directive.children ?? null, 'try_files')[0]?.args ?? [];
  const folderCounts = tried.length === 0 || tried.slice(0, -1).some(({ value }) => value.endsWith('/'));
  const paths = [...pathsOf(from)];
  return folderCounts ? paths.filter((path) => path.includes(NOWHERE)) : paths;
}

/** Whether a `rewrite` that no condition guards leads a path elsewhere; null where its pattern isn't read. */
function isRewritten(path: string, location: Location | null, server: Directive): boolean | null {
  const rewrites = [
    ...directivesNamed(server.children, 'rewrite'),
    // What `break` rewrites stays in its location.
    ...directivesNamed(location?.directive.children ?? null, 'rewrite').filter(
      ({ args }) => args[2]?.value !== 'break',
    ),
  ];
  for (const { args } of rewrites) {
    const matches = patternMatcher(args[0]?.value ?? '', false);
    if (matches === null) return null;
    if (matches(path)) return true;
  }
  return false;
}

const conditionText = ({ name, args }: Directive): string => `${name} ${args.map(({ value }) => value).join(' ')}`;

const none = (whyNoProbe: string): Probe => ({ probe: null, whyNoProbe });
