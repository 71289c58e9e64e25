import type { Json, JsonObject } from '../base/json.ts';
import { ok, type Result } from '../base/result.ts';
import type { AwaitedAnswer } from '../plan/awaited.ts';
import type { ChangeDraft } from '../plan/change.ts';
import { isLoopbackHost } from '../plan/loopback.ts';
import { mistake, MOST_SECONDS, secondsArgument } from './arguments.ts';
import { type ArgumentMistake, defineStep } from './define-step.ts';
import { changesOf, mistakeOf } from './outcome.ts';

const USUAL_SECONDS = 10;

/** Asks the host's own web server; what it answers decides whether the host goes on. */
export const httpCheck = defineStep({
  name: 'http_check',
  summary: 'ask the host a URL of its own until it answers as it should; else everything is undone',
  arguments: {
    url: {
      takes: 'text',
      about: 'what to ask, at an address of the host itself: http://127.0.0.1/health',
      required: 'always',
    },
    host: { takes: 'text', about: "the site's name, for the request's `Host` and the handshake of TLS" },
    status: { takes: 'numbers', from: 100, to: 599, about: 'the right status, or a list of them; default: 200' },
    contains: { takes: 'text', about: 'a text that the body must contain, in its first 64 KiB' },
    timeout: { takes: 'number', from: 1, to: MOST_SECONDS, about: `seconds; default: ${USUAL_SECONDS}` },
  },
  answers: false,
  retriable: true,
  mistakeIn: (given) => mistakeOf(read(given)),
  plan: ({ with: given }) => changesOf(read(given)),
});

function read(given: JsonObject): Result<readonly ChangeDraft[], ArgumentMistake> {
  const asked = requestOf(given);
  if (!asked.ok) return asked;
  const statuses = statusesOf(given['status'] ?? 200);
  if (statuses === null) return mistake('status', '`status` must be a status of HTTP, or a list of them');
  const contains = given['contains'] ?? null;
  if (contains !== null && (typeof contains !== 'string' || /^$|[\0\n]/.test(contains)))
    return mistake('contains', '`contains` must be a text of one line');
  const seconds = secondsArgument(given, 'timeout', USUAL_SECONDS);
  if (!seconds.ok) return seconds;
  return ok([{ kind: 'wait', for: { kind: 'answer', ...asked.value, statuses, contains }, seconds: seconds.value }]);
}

type Request = Pick<AwaitedAnswer, 'url' | 'address' | 'port' | 'path' | 'name'>;

function requestOf(given: JsonObject): Result<Request, ArgumentMistake> {
  const text = given['url'];
  if (typeof text !== 'string' || !URL.canParse(text))
    return mistake('url', '`url` must be a URL: http://127.0.0.1/health');
  const { protocol, hostname, port: written, pathname, search, username, password } = new URL(text);
  if (protocol !== 'http:' && protocol !== 'https:') return mistake('url', '`url` must begin with http:// or https://');
  if (username !== '' || password !== '') return mistake('url', '`url` may hold no password: it is shown in plans');
  if (!isLoopbackHost(hostname)) {
    return mistake(
      'url',
      `\`${hostname}\` is no address of the host itself: ask 127.0.0.1, and name the site in \`host\``,
    );
  }
  const host = given['host'] ?? null;
  if (host !== null && (typeof host !== 'string' || !/^[A-Za-z0-9._-]+$/.test(host)))
    return mistake('host', '`host` must be the name of a site');
  const tls = protocol === 'https:';
  const port = written === '' ? (tls ? 443 : 80) : Number(written);
  const path = `${pathname}${search}`;
  const name = host ?? hostname;
  // With TLS the name is asked for in the handshake as well, so it has to stand in the URL.
  const url = `${protocol}//${tls ? name : hostname}:${port}${path}`;
  return ok({ url, address: hostname === 'localhost' ? '127.0.0.1' : hostname, port, path, name });
}

function statusesOf(given: Json): readonly number[] | null {
  const list = (Array.isArray(given) ? (given as readonly Json[]) : [given]).map(Number);
  return list.length > 0 && list.every((each) => Number.isInteger(each) && each >= 100 && each <= 599) ? list : null;
}
