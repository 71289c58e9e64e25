import type { LogLine } from './log-line.ts';

/** A path that a program could not use, by its own words. */
export interface Complaint {
  readonly line: LogLine;
  readonly path: string;
  readonly errno: number;
  readonly by: 'nginx' | 'php';
  /** What it was wanted for: PHP's `script` is the one that it was to begin with. */
  readonly wanted: 'read' | 'write' | 'script';
}

/** What a line complains of, in its order, each path once. */
export function complaintsIn(line: LogLine): readonly Complaint[] {
  const { program, message } = line;
  const found =
    program === 'nginx' && !message.startsWith(STDERR)
      ? nginxComplaints(line)
      : SAYS_SO.test(message)
        ? phpComplaints(line)
        : [];
  return [...new Map(found.map((each) => [each.path, each])).values()];
}

const STDERR = 'FastCGI sent in stderr: ';

/** `open() "/p" failed (13: …)`, `rename() "/a" to "/b" failed (2: …)`, `"/p" is forbidden (13: …)`. Source: nginx's `ngx_log_error` calls. */
const NGINX = /"(\/[^"\n]{1,1000})" (?:failed|is forbidden) \(\d/;

const BAD: ReadonlySet<string> = new Set(['error', 'crit', 'alert', 'emerg']);

function nginxComplaints(line: LogLine): readonly Complaint[] {
  const path = BAD.has(line.level) ? NGINX.exec(line.message)?.[1] : undefined;
  if (path === undefined || line.errno === null) return [];
  return [{ line, path, errno: line.errno, by: 'nginx', wanted: 'read' }];
}

/** The kernel's words, as PHP writes them; frameworks have words of their own. Source: strerror(3). */
const REASONS: readonly (readonly [RegExp, number])[] = [
  [/Permission denied/, 13],
  [/Operation not permitted/, 1],
  [/No such file or directory/, 2],
  [/Read-only file system/, 30],
  [/No space left on device/, 28],
  [/Disk quota exceeded/, 122],
];

const SAYS_SO =
  /Permission denied|Operation not permitted|No such file or directory|Read-only file system|No space left|quota exceeded|[Ff]ailed to (?:read|write) session data|writable|[Uu]nable to (?:create|write)|[Ff]ailed opening/;

const P = String.raw`(\/[^"'()\s,;][^"'()\n,;]{0,500}?)`;
const WHY = String.raw`(Permission denied|Operation not permitted|No such file or directory|Read-only file system|No space left on device|Disk quota exceeded)`;

/** Sources: php_stream_display_wrapper_errors, ps_files_open, php_error_docref in ext/standard, sapi/fpm/fpm/fpm_main.c. */
const FORMS: readonly { readonly pattern: RegExp; readonly errno?: number; readonly wanted?: Complaint['wanted'] }[] = [
  // `fopen(/p): Failed to open stream: …`, `open(/p, O_RDWR) failed: … (13)`, `unlink(/p): …`, `mkdir(/p): …`
  {
    pattern: new RegExp(
      String.raw`\b(\w+)\(${P}(?:,[^()\n]{0,80})?\)(?::| failed:) (?:[Ff]ailed to open \w+: )?${WHY}`,
      'g',
    ),
  },
  // `touch(): Unable to create file /p because …`
  { pattern: new RegExp(String.raw`\b(\w+)\(\): Unable to create file ${P} because ${WHY}`, 'g') },
  // Monolog: `The stream or file "/p" could not be opened in append mode: Failed to open stream: …`
  { pattern: new RegExp(String.raw`(")${P}" could not be opened[^:\n]{0,40}: [^\n]{0,80}?${WHY}`, 'g') },
  { pattern: new RegExp(String.raw`(Unable) to open primary script: ${P} \(${WHY}\)`, 'g'), wanted: 'script' },
  { pattern: new RegExp(String.raw`(session) data: files \(path: ${P}\)`, 'g'), errno: 13 },
  { pattern: new RegExp(String.raw`(session)\.save_path is correct \(${P}\)`, 'g'), errno: 13 },
  // Frameworks: `Unable to write in the "cache" directory (/p)`, `The directory "/p" is not writable`
  {
    pattern: new RegExp(
      String.raw`([Uu]nable to (?:create|write)|[Ff]ailed to create|[Cc]annot (?:create|write))[^\n/]{0,60}["'( ]${P}["')\s.]`,
      'g',
    ),
    errno: 13,
  },
  {
    pattern: new RegExp(
      String.raw`(["'( ])(\/[^"'()\s]{1,500})["')]? (?:directory |folder )?(?:is not|isn't|must be|must be present and) writable`,
      'g',
    ),
    errno: 13,
  },
];

/** Functions that only read. */
const READS =
  /^(?:include|require|readfile|file_get_contents|file|opendir|scandir|dir|parse_ini_file|simplexml_load_file|stat|filesize)(?:_once)?$/;

function phpComplaints(line: LogLine): readonly Complaint[] {
  return FORMS.flatMap(({ pattern, errno, wanted }) =>
    [...line.message.matchAll(pattern)].flatMap(([, name = '', path = '', why = '']): readonly Complaint[] => {
      const number = errno ?? REASONS.find(([words]) => words.test(why))?.[1];
      if (number === undefined) return [];
      return [{ line, path, errno: number, by: 'php', wanted: wanted ?? (READS.test(name) ? 'read' : 'write') }];
    }),
  );
}

/** The file in which PHP was when it ended by an error: `in /p on line 3`, `in /p:3`. Source: php_error_cb. */
export function fatalFile({ message }: LogLine): string | null {
  const [, text = ''] = /PHP (?:Fatal|Parse) error: +([^\n]*)/.exec(message) ?? [];
  return / in (\/\S[^\n"]*?)(?:\(\d+\))?(?::| on line )\d+/.exec(text)?.[1] ?? null;
}
