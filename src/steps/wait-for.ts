import type { JsonObject } from '../base/json.ts';
import { ok, type Result } from '../base/result.ts';
import type { ChangeDraft } from '../plan/change.ts';
import { MOST_SECONDS, secondsArgument } from './arguments.ts';
import { awaitedOf } from './awaited-of.ts';
import { type ArgumentMistake, defineStep } from './define-step.ts';
import { changesOf, mistakeOf } from './outcome.ts';

const USUAL_SECONDS = 30;

/** Holds up what follows until something is so on the host. */
export const waitFor = defineStep({
  name: 'wait_for',
  summary: 'wait until a port, socket, path or unit is so; else everything is undone',
  arguments: {
    port: {
      takes: 'number',
      from: 1,
      to: 65_535,
      about: 'a TCP port that takes connections',
      required: 'always',
      or: ['socket', 'path', 'unit'],
    },
    host: { takes: 'text', about: 'where that port is, as the host sees it; default: 127.0.0.1' },
    socket: { takes: 'path', about: 'a unix socket on which a process listens' },
    path: { takes: 'path', about: 'a path at which something stands' },
    unit: { takes: 'text', about: 'a unit that is active' },
    state: {
      takes: 'word',
      words: ['started', 'stopped', 'present', 'absent'],
      about: 'started or stopped; of a path present or absent; default: the first',
    },
    timeout: { takes: 'number', from: 1, to: MOST_SECONDS, about: `seconds; default: ${USUAL_SECONDS}` },
  },
  answers: false,
  retriable: true,
  mistakeIn: (given) => mistakeOf(read(given)),
  plan: ({ with: given }) => changesOf(read(given)),
});

function read(given: JsonObject): Result<readonly ChangeDraft[], ArgumentMistake> {
  const awaited = awaitedOf(given);
  if (!awaited.ok) return awaited;
  const seconds = secondsArgument(given, 'timeout', USUAL_SECONDS);
  if (!seconds.ok) return seconds;
  return ok([{ kind: 'wait', for: awaited.value, seconds: seconds.value }]);
}
