import type { JsonObject } from '../base/json.ts';
import { ok, type Result } from '../base/result.ts';
import type { Awaited } from '../plan/awaited.ts';
import { isPath, mistake } from './arguments.ts';
import type { ArgumentMistake } from './define-step.ts';

type Read = Result<Exclude<Awaited, { readonly kind: 'answer' | 'time' }>, ArgumentMistake>;

/** What the arguments of `wait_for` say that is to be waited for. */
export function awaitedOf(given: JsonObject): Read {
  const [name, second] = Object.keys(readers).filter((each) => given[each] !== undefined);
  const reader = readers[name ?? ''];
  if (reader === undefined) return mistake(null, `nothing to wait for: give one of ${Object.keys(readers).join(', ')}`);
  if (second !== undefined) return mistake(second, `one \`wait_for\` waits for one thing: \`${name}\` is another`);
  if (given['host'] !== undefined && name !== 'port') return mistake('host', '`host` goes with `port`');
  return reader(given);
}

const readers: Readonly<Record<string, (given: JsonObject) => Read>> = {
  port: (given) => {
    const port = Number(given['port']);
    const host = given['host'] ?? '127.0.0.1';
    if (!Number.isInteger(port) || port < 1 || port > 65_535) return mistake('port', '`port` must be from 1 to 65535');
    if (typeof host !== 'string' || !/^[A-Za-z0-9:][A-Za-z0-9.:_-]*$/.test(host))
      return mistake('host', '`host` must be a name or an IP address, without brackets');
    return withState(given, RUNNING, (state) => ({ kind: 'port', host, port, state }));
  },
  socket: (given) =>
    withPath(given, 'socket', (path) => withState(given, RUNNING, (state) => ({ kind: 'socket', path, state }))),
  path: (given) =>
    withPath(given, 'path', (path) => withState(given, THERE, (state) => ({ kind: 'path', path, state }))),
  unit: (given) => {
    const { unit = null } = given;
    if (typeof unit !== 'string' || !/^[A-Za-z0-9@:_.\\][A-Za-z0-9@:_.\\-]*$/.test(unit))
      return mistake('unit', '`unit` must be the name of a unit');
    return withState(given, RUNNING, (state) => ({ kind: 'unit', unit, state }));
  },
};

const RUNNING = ['started', 'stopped'] as const;
const THERE = ['present', 'absent'] as const;

function withPath(given: JsonObject, name: string, read: (path: string) => Read): Read {
  const path = given[name];
  return isPath(path) ? read(path) : mistake(name, `\`${name}\` must be an absolute path, in its shortest form`);
}

function withState<State extends string>(
  { state }: JsonObject,
  states: readonly [State, State],
  make: (state: State) => Exclude<Awaited, { readonly kind: 'answer' | 'time' }>,
): Read {
  const found = state === undefined ? states[0] : states.find((each) => each === state);
  return found === undefined ? mistake('state', `\`state\` must be ${states.join(' or ')}`) : ok(make(found));
}
