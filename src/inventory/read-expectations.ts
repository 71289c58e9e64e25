import { isJsonList, type Json, type JsonObject } from '../base/json.ts';
import { err, ok, type Result } from '../base/result.ts';
import type { Mistake } from '../base/user-error.ts';
import { didYouMean } from '../formats/nearest-word.ts';
import type { Expectation } from './expectation.ts';
import type { Host } from './inventory.ts';
import { type Keys, reveal } from './reveal.ts';

/** More than these nobody asks of one host at each look. */
const MOST = 50;

const KEYS = ['url', 'host', 'scheme', 'port', 'path', 'status', 'contains'];

/** What is wrong with a value, as a part of a sentence. */
type Wrong = Pick<Mistake, 'message' | 'hint'>;

/** What a host's vars `suture_check_urls` and `suture_expect` want asked and answered, or all that is wrong with them. */
export function readExpectations(host: Host, keys: Keys): Result<readonly Expectation[], readonly Mistake[]> {
  const mistakes: Mistake[] = [];
  const found: Expectation[] = [];
  const say = (name: string, code: string, { message, hint }: Wrong): void => {
    const place = host.varPlaces?.get(name) ?? host.place;
    mistakes.push({ code, message: `\`${name}\` ${message}`, place, ...(hint === undefined ? {} : { hint }) });
  };
  const read = (name: string, items: (value: Json) => Result<readonly (readonly [string, Json])[], Wrong>): void => {
    if ((host.vars[name] ?? null) === null) return;
    const value = reveal(host, name, keys);
    const listed = value.ok ? items(value.value.value) : ok([]);
    if (!value.ok) say(name, value.error.code, value.error);
    if (!listed.ok) say(name, 'wrong-type', listed.error);
    for (const [which, item] of listed.ok ? listed.value : []) {
      const made = expectationOf(item);
      if (made.ok) found.push(made.value);
      else say(name, 'bad-expectation', { ...made.error, message: `${which} ${made.error.message}` });
    }
  };
  read('suture_check_urls', (value) =>
    isList(value)
      ? ok(value.map((item, index) => [`no. ${index + 1}`, item] as const))
      : wrong('must be a list', 'suture_check_urls: ["https://shop.example/health"]'),
  );
  read('suture_expect', (value) =>
    isObject(value)
      ? ok(Object.entries(value).map(([name, item]) => [`for ${name}`, withHost(name, item)] as const))
      : wrong('must be a mapping of names to statuses', 'suture_expect: { shop.example: 200 }'),
  );
  if (found.length > MOST) {
    say('suture_check_urls', 'too-many', {
      message: `asks ${found.length} requests at each look; at most ${MOST} are sent`,
    });
  }
  return mistakes.length > 0 ? err(mistakes) : ok(found);
}

const isObject = (value: Json): value is JsonObject =>
  typeof value === 'object' && value !== null && !isJsonList(value);

const isList = (value: Json): value is readonly Json[] =>
  typeof value === 'object' && value !== null && isJsonList(value);

/** A status, a list of them, or a mapping without a name. */
const withHost = (host: string, item: Json): Json => (isObject(item) ? { host, ...item } : { host, status: item });

function expectationOf(item: Json): Result<Expectation, Wrong> {
  const given = typeof item === 'string' ? { url: item } : item;
  if (!isObject(given)) return wrong('must be a URL, or a mapping', 'url: https://shop.example/health');
  const stranger = Object.keys(given).find((key) => !KEYS.includes(key));
  if (stranger !== undefined)
    return wrong(
      `has a key that isn't known: ${stranger}`,
      didYouMean(stranger, KEYS) ?? `known are ${KEYS.join(', ')}`,
    );
  const request = given['url'] === undefined ? fromParts(given) : fromUrl(given);
  if (!request.ok) return request;
  const statuses = statusesOf(given['status'] ?? 200);
  if (statuses === null) return wrong('needs `status` to be a status of HTTP, or a list of them');
  const contains = given['contains'] ?? null;
  if (contains !== null && (typeof contains !== 'string' || /^$|[\0\r\n]/.test(contains)))
    return wrong('needs `contains` to be a text of one line');
  return ok({ ...request.value, statuses, contains });
}

type Request = Omit<Expectation, 'statuses' | 'contains'>;

function fromUrl(given: JsonObject): Result<Request, Wrong> {
  const { url } = given;
  const other = ['scheme', 'port', 'path'].find((key) => given[key] !== undefined);
  if (other !== undefined) return wrong(`has both \`url\` and \`${other}\``, 'the URL has it already');
  if (typeof url !== 'string' || !URL.canParse(url))
    return wrong('needs `url` to be a URL: https://shop.example/health');
  const { protocol, hostname, port, pathname, search, username, password } = new URL(url);
  if (username !== '' || password !== '') return wrong('may hold no password in its URL: it is shown in reports');
  const scheme = protocol.slice(0, -1);
  return requestOf(scheme, given['host'] ?? hostname, port === '' ? null : Number(port), `${pathname}${search}`);
}

const fromParts = ({ scheme = 'http', host, port = null, path = '/' }: JsonObject): Result<Request, Wrong> =>
  requestOf(scheme, host ?? null, port, path);

function requestOf(scheme: Json, host: Json, written: Json, path: Json): Result<Request, Wrong> {
  if (scheme !== 'http' && scheme !== 'https') return wrong('needs its scheme to be http or https');
  if (typeof host !== 'string' || !/^[A-Za-z0-9_]([A-Za-z0-9._-]*[A-Za-z0-9_])?$/.test(host))
    return wrong('needs `host` to be the name of a site', 'host: shop.example');
  const port = written ?? (scheme === 'https' ? 443 : 80);
  if (typeof port !== 'number' || !Number.isInteger(port) || port < 1 || port > 65_535)
    return wrong('needs `port` to be a port from 1 to 65535');
  if (typeof path !== 'string' || !/^\/[\x21-\x7e]*$/.test(path) || /["\\]/.test(path))
    return wrong('needs `path` to begin with a slash and to hold no blanks or quotes', 'path: /health');
  return ok({ scheme, host, port, path });
}

function statusesOf(given: Json): readonly number[] | null {
  const list = isList(given) ? given : [given];
  const numbers = list.map((each) => (typeof each === 'string' ? Number(each) : each));
  const isStatus = (each: Json): each is number =>
    typeof each === 'number' && Number.isInteger(each) && each >= 100 && each <= 599;
  return numbers.length > 0 && numbers.every(isStatus) ? numbers : null;
}

const wrong = (message: string, hint?: string): Result<never, Wrong> =>
  err({ message, ...(hint === undefined ? {} : { hint }) });
