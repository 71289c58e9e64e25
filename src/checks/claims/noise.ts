import type { LogLine } from '../../facts/log-line.ts';

/**
 * What nginx writes at `error` and above that is no fault of the host: what a client did or may not, what a limit that
 * somebody set turned away, what its own end left over. Source: nginx's `ngx_log_error` calls.
 */
const NOISE: readonly RegExp[] = [
  /^access forbidden by rule/,
  /^directory index of "/,
  /^user "[^"]*"(?: was not found in|: password mismatch)/,
  /^client (?:intended|sent|timed out|prematurely|closed)/,
  /^(?:limiting|delaying) (?:requests|connections|request)/,
  / while SSL handshaking(?! to upstream)/,
  / while (?:proxying upgraded connection|requesting certificate status)/,
  /, ignored\b/,
  /open socket #\d+ left in connection/,
  /^aborting$/,
  /^ignore long locked inactive cache entry/,
  /^ModSecurity: /,
  // Modules that hand on an application's own words.
  /^\[?(?:lua|js|perl)\b/,
  // A configuration that nginx refused: its own test is asked anyway.
  / in \/\S+:\d+$/,
];

/** A file that a client asked for and that isn't there. Source: ngx_http_static_module, ngx_http_index_module. */
const NOT_THERE = /^(?:(?:open|stat|lstat|opendir)\(\) "[^"]*" failed|"[^"]*" is not found) \((?:2|20|36): /;

/** What PHP sent that is an error of the host or of a script; a script that isn't there is what a client asked for. */
const PHP_SAYS = /PHP (?:Fatal|Parse) error: |Unable to open primary script|No input file specified/;

/** FPM's lines that tell of requests lost or held up, or of what it couldn't do. Sources: fpm_children.c, fpm_process_ctl.c. */
const FPM_SAYS =
  /exited (?:on signal|with code [1-9])|reached (?:pm\.)?max_children|seems busy|process\.max|maximum number of processes|fork\(\) failed|execution timed out|unable to|failed to|cannot /i;

/** Whether a line tells of something that is wrong on the host; `named` are paths that nginx's files name by themselves. */
export function tellsOfFault(line: LogLine, named: ReadonlySet<string>): boolean {
  switch (line.program) {
    case 'nginx':
      return nginxTells(line, named);
    case 'php-fpm':
      return /^(?:ALERT|ERROR|WARNING)$/.test(line.level) && FPM_SAYS.test(line.message);
    case 'php':
      return /PHP (?:Fatal|Parse) error: /.test(line.message);
  }
}

function nginxTells({ level, message, upstream }: LogLine, named: ReadonlySet<string>): boolean {
  if (!BAD.has(level)) return false;
  if (message.startsWith('FastCGI sent in stderr')) return PHP_SAYS.test(message);
  if (level === 'error' && upstream === null && NOT_THERE.test(message)) {
    return named.has(/"([^"]*)"/.exec(message)?.[1] ?? '');
  }
  return !NOISE.some((pattern) => pattern.test(message));
}

const BAD: ReadonlySet<string> = new Set(['error', 'crit', 'alert', 'emerg']);
