import { isSecretName } from './secret-name.ts';

export { stripControl } from './strip-control.ts';

/** What stands in place of a secret. */
const REDACTED = '[redacted]';

const QUOTED = String.raw`"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'`;

// nginx: a directive that gives a name a value.
const NGINX_NAMED = new RegExp(
  String.raw`(\b(?:(?:fastcgi|uwsgi|scgi)_param|(?:proxy|grpc)_set_header|add_header|set)[ \t]+)(\$?[\w-]+|"[\w-]+"|'[\w-]+')([ \t]+)(${QUOTED}|[^\s;]+)`,
  'gs',
);
// nginx: a directive that is itself a secret, such as secure_link_secret.
const NGINX_DIRECTIVE = new RegExp(String.raw`^([-+ ]?[ \t]*)([a-z_]+)([ \t]+)(${QUOTED}|[^\s;]+)(?=[ \t]*;)`, 'gms');
// ini: the value goes on to the comment or the end of the line, blanks included.
const INI =
  /^([-+ ]?[ \t]*;*[ \t]*)([\w.-]+(?:\[[^\]\n]*\])?)([ \t]*=[ \t]*)("(?:[^"\\\n]|\\.)*"|'[^'\n]*'|[^\n;]*[^\s;])/gm;
// Anywhere: a query string, a data source name, an environment, JSON, a header.
const ASSIGNED =
  /(?<![\w.-])(?=[\w.-]*(?:pass|pw|secret|token|key|cred|auth|sessid))([\w.-]+)(=|["']?:[ \t]*)("(?:[^"\\\n]|\\.)*"|'[^'\n]*'|[^\s;,&"'{}()<>]+)/gi;
const URL_PASSWORD = /(?<![a-z0-9+.-])([a-z][a-z0-9+.-]*:\/\/[^\s:/@"']*:)([^\s@/"']+)(?=@)/gi;
const AUTHORIZATION =
  /(\bauthorization(?:["']?[ \t]*[:=][ \t]*["']?(?:(?:basic|bearer|digest|token)[ \t]+)?|[ \t]+["']?(?:basic|bearer|digest|token)[ \t]+))([^\s"';,$]+)/gi;
const BEARER = /(\bbearer[ \t]+)((?=[^\s"';,]*\d)[\w.~+/=-]{8,}|[\w.~+/=-]{24,})/gi;
const KEY_BEGIN = '-----BEGIN [A-Z0-9 ]*PRIVATE KEY(?: BLOCK)?-----';
const KEY = new RegExp(`(${KEY_BEGIN})(.*?)(?=-----END [A-Z0-9 ]*PRIVATE KEY)`, 'gs');
// A key whose end is cut off, as in a diff: as far as its lines look like one.
const CUT_KEY = new RegExp(
  String.raw`(${KEY_BEGIN})((?:\n[-+ ]?[ \t]*(?:[A-Za-z0-9+/=]{16,}|[\w-]+: [^\n]*)?[ \t\r]*(?=\n|$(?![^])))+)`,
  'g',
);

/** Replaces what looks like a password, token or private key; keeps every line, so that diffs can go through it. */
export function redactSecrets(text: string): string {
  const value = (whole: string, before: string, secret: string): string =>
    isHarmless(secret) ? whole : `${before}${redacted(secret)}`;
  const named = (whole: string, before: string, name: string, gap: string, secret: string): string =>
    isSecretName(name) || /authorization/i.test(name) ? value(whole, before + name + gap, secret) : whole;
  return text
    .replace(KEY, (_whole, begin: string, body: string) => begin + eachLine(body))
    .replace(CUT_KEY, (_whole, begin: string, body: string) => begin + eachLine(body))
    .replace(AUTHORIZATION, value)
    .replace(NGINX_NAMED, named)
    .replace(NGINX_DIRECTIVE, named)
    .replace(INI, named)
    .replace(ASSIGNED, (whole, name: string, gap: string, secret: string) =>
      isSecretName(name) || (name === 'auth' && gap === '=') ? value(whole, name + gap, secret) : whole,
    )
    .replace(URL_PASSWORD, value)
    .replace(BEARER, value);
}

/** A reference, a switch, nothing at all, or what is redacted already. */
const isHarmless = (secret: string): boolean =>
  /^(["']?)(?:\$\{?\w+\}?|on|off|yes|no|true|false|null|none|)\1$/i.test(secret) || secret.includes(REDACTED);

function redacted(secret: string): string {
  const quote = /^(["']).*\1$/s.exec(secret)?.[1] ?? '';
  return quote + eachLine(quote === '' ? secret : secret.slice(1, -1)) + quote;
}

/** Redacts each line of a text that isn't empty, and keeps the sign that a diff puts in front. */
const eachLine = (body: string): string =>
  body
    .split('\n')
    .map((line, index) => (line === '' ? '' : `${index === 0 ? '' : (/^[-+ ]/.exec(line)?.[0] ?? '')}${REDACTED}`))
    .join('\n');
