import type { Answer, BodyKind, SiteStatus } from '../../facts/network.ts';

/** What came of one request: none of it for one that wasn't begun. */
export interface Ending {
  /** Whether a request was sent at all. */
  readonly sent: boolean;
  readonly came: Pick<SiteStatus, 'status' | 'error' | 'elapsedMs' | 'answer'>;
  /** As much of the body as was kept. */
  readonly body: string;
}

/** Reads what `lane` has printed, into the ending of each request by its number. */
export function endingsOf(stdout: string, seam: string): ReadonlyMap<number, Ending> {
  const endings = new Map<number, Ending>();
  let told: string[] = [];
  for (const line of stdout.split('\n')) {
    const [, number, how = '', rest = ''] = line.startsWith(`${seam} `)
      ? (/^\S+ (\d{1,6}) (\S+) ?(.*)$/.exec(line) ?? [])
      : [];
    if (number === undefined) {
      told.push(line);
      continue;
    }
    const earlier = endings.get(Number(number));
    // A curl that can't tell how it ended is told of by a second line.
    endings.set(Number(number), how === 'ended' ? endedAs(earlier, rest) : endingOf(how, rest, told));
    told = [];
  }
  return endings;
}

function endingOf(how: string, rest: string, told: readonly string[]): Ending {
  const unable = UNABLE.get(how);
  if (unable !== undefined) return { sent: false, came: silence(unable), body: '' };
  const [, exit = '', code, seconds, words = ''] = /^(\d+)(?: (\d{3}) (\d+[.,]\d+)(?: (.*))?)?$/.exec(rest) ?? [];
  const status = code === undefined ? statusLine(told) : Number(code);
  const elapsedMs = seconds === undefined ? null : Math.round(Number(seconds.replace(',', '.')) * 1000);
  // By hand, who hangs up after an answer has only ended it.
  const ended = how === 'raw' && exit === '124' ? '28' : how === 'raw' && exit === '0' ? '52' : exit;
  if (status === null || status === 0)
    return { sent: true, came: { ...silence(errorOf(ended, words)), elapsedMs }, body: '' };
  const answer = answerOf(told, how === 'raw' ? null : cutShort(exit, words));
  return { sent: true, came: { status, error: null, elapsedMs, answer }, body: bodyOf(told) };
}

function endedAs(earlier: Ending | undefined, exit: string): Ending {
  const came = earlier?.came;
  if (came?.status == null)
    return { sent: true, came: { ...silence(errorOf(exit, '')), elapsedMs: came?.elapsedMs ?? null }, body: '' };
  const answer = came.answer && { ...came.answer, cutShort: cutShort(exit, '') };
  return { sent: true, came: { ...came, ...(answer === undefined ? {} : { answer }) }, body: earlier?.body ?? '' };
}

const silence = (error: string): Ending['came'] => ({ status: null, error, elapsedMs: null });

const errorOf = (exit: string, words: string): string => ERRORS.get(exit) ?? (words || `ended with status ${exit}`);

/** Not the site's doing: a body of more than was wanted (63), and one that didn't end in time (28). */
const ENOUGH: readonly string[] = ['0', '28', '63', ''];

const cutShort = (exit: string, words: string): string | null =>
  ENOUGH.includes(exit) ? null : `${exit}: ${words || (ERRORS.get(exit) ?? 'it broke off')}`.slice(0, 200);

const statusLine = (told: readonly string[]): number | null => {
  const [, code] = /^HTTP\/\S+ (\d{3})/.exec(told.find((line) => line.startsWith('HTTP/')) ?? '') ?? [];
  return code === undefined ? null : Number(code);
};

/** What follows the first empty line. */
function bodyOf(told: readonly string[]): string {
  const from = told.findIndex((line) => line.startsWith('HTTP/'));
  const blank = told.indexOf('', Math.max(0, from));
  const lines = blank === -1 ? [] : told.slice(blank + 1);
  return lines.join('\n').trim();
}

function answerOf(told: readonly string[], failure: string | null): Answer {
  const from = told.findIndex((line) => line.startsWith('HTTP/'));
  const lines = told.slice(Math.max(0, from));
  const blank = lines.indexOf('');
  const head = blank === -1 ? lines : lines.slice(0, blank);
  const body = bodyOf(told);
  const headers = head.flatMap((line) => {
    const [, name = '', value = ''] = /^([\w-]+):\s*(.*)$/.exec(line) ?? [];
    return name === '' ? [] : [{ name: name.toLowerCase(), value: value.trim() }];
  });
  const header = (wanted: string): string | null => headers.find(({ name }) => name === wanted)?.value ?? null;
  const caches = headers.filter(({ name }) => name.includes('cache') || name === 'age');
  return {
    cutShort: failure,
    body: kindOf(body, header('content-type') ?? ''),
    excerpt: isText(body) ? body.replace(/\s+/g, ' ').slice(0, 200) : '',
    contentType: header('content-type'),
    location: header('location'),
    retryAfter: header('retry-after'),
    setsCookie: header('set-cookie') !== null,
    server: header('server'),
    cache: caches.length === 0 ? null : caches.map(({ name, value }) => `${name}: ${value}`).join(', '),
    byPhp: /^PHP/i.test(header('x-powered-by') ?? ''),
  };
}

/** Without curl the length of the first piece may stand before the body. */
function kindOf(body: string, type: string): BodyKind {
  if (/^(?:[0-9a-f]{1,8}\s+)?<\?(?:php\b|=)/i.test(body)) return 'php-source';
  if (body === '' || body === '0') return 'empty';
  if (/^text\/html/i.test(type) || /^\s*<(?:!doctype|html)/i.test(body)) return 'html';
  if (/json/i.test(type)) return 'json';
  return isText(body) ? 'text' : 'other';
}

const isText = (body: string): boolean => !/[\x00-\x08\x0e-\x1f\ufffd]/.test(body);

const UNABLE: ReadonlyMap<string, string> = new Map([
  ['no-tool', 'there is neither curl nor bash nor nc on the host'],
  ['no-tls', 'there is no curl on the host to ask over TLS'],
  ['no-unix', 'there is no curl on the host to ask at a unix socket'],
  ['no-http2', 'it speaks HTTP/2 alone, and nothing on the host does'],
]);

/** curl's exit statuses. */
const ERRORS: ReadonlyMap<string, string> = new Map([
  ['2', 'the curl of this host can not ask so'],
  ['4', 'the curl of this host can not ask so'],
  ['6', 'the address does not resolve'],
  ['7', 'connection refused'],
  ['8', 'an answer that is no HTTP'],
  ['16', 'HTTP/2 failed'],
  ['28', 'timed out'],
  ['35', 'TLS handshake failed'],
  ['52', 'no answer'],
  ['55', 'connection reset'],
  ['56', 'connection reset'],
  ['92', 'the HTTP/2 stream broke off'],
]);
