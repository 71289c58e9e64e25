import { bounded, type LogEntry, plainEntry } from './entry.ts';
import { localTime } from './local-time.ts';

const LINE =
  /^(\d{4})\/(\d\d)\/(\d\d) (\d\d):(\d\d):(\d\d) \[(emerg|alert|crit|error|warn|notice|info|debug)\] (\d+)#\d+: (?:\*\d+ )?(.*)$/s;

/**
 * Reads a line of nginx's error log; null for anything else, a continuation included. `message` ends where nginx
 * begins to tell of the client. Server and upstream are nginx's words, request is the client's, who may put
 * anything in it. Source: ngx_log.c, ngx_http_log_error_handler.
 */
export function parseNginxErrorLog(line: string, utcOffsetMinutes: number): LogEntry | null {
  const match = LINE.exec(bounded(line));
  if (match === null) return null;
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = match.slice(1, 7).map(Number);
  const at = localTime([year, month, day, hour, minute, second], utcOffsetMinutes);
  if (at === null) return null;
  const { message, context } = splitContext(match[9] ?? '');
  return {
    ...plainEntry(at, match[7] ?? '', message),
    pid: Number(match[8]),
    errno: errnoOf(message),
    ...contextOf(context),
  };
}

const STDERR = 'FastCGI sent in stderr: ';

/** The errno that nginx puts into a message; what PHP wrote to stderr isn't nginx's. */
export function errnoOf(message: string): number | null {
  if (message.startsWith(STDERR)) return null;
  const digits = /\((\d{1,3}): [A-Z][^()]*(?:\([^()]*\))?[^()]*\)/.exec(message)?.[1];
  return digits === undefined ? null : Number(digits);
}

function splitContext(text: string): { readonly message: string; readonly context: string } {
  // PHP's own text may hold these words as well; nginx's come after it.
  const at = text.startsWith(STDERR) ? text.lastIndexOf(', client: ') : text.indexOf(', client: ');
  return at < 0 ? { message: text, context: '' } : { message: text.slice(0, at), context: text.slice(at) };
}

const CONTEXT =
  /^, client: ([^,]*)(?:, server: ([^,]*))?(?:, request: "(.*?)"(?=$|, (?:subrequest|upstream|host|referrer): "))?(?:, subrequest: "[^"]*")?(?:, upstream: "([^"]*)")?/;

function contextOf(context: string): Pick<LogEntry, 'client' | 'server' | 'request' | 'upstream'> {
  const [, client, server, request, upstream] = CONTEXT.exec(context) ?? [];
  return { client: client ?? null, server: server ?? null, request: request ?? null, upstream: upstream ?? null };
}
