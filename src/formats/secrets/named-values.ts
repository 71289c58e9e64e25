import { isApplicationSecret, isSecretName } from './secret-name.ts';
import { isHarmless, redacted, REDACTED } from './redacted.ts';

const QUOTED = String.raw`"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'`;
const WORD = String.raw`(?:\\[^\n]|[^\s;\\])+`;
const GAP = String.raw`[ \t]+|[ \t]*\r?\n[-+ ]?[ \t]*`;

// nginx: a directive that gives a name a value.
const NAMED = new RegExp(
  String.raw`(\b((?:fastcgi|uwsgi|scgi)_param|(?:proxy|grpc)_set_header|add_header|set)[ \t]+)(\$?[\w-]+|"[\w-]+"|'[\w-]+')(${GAP})(${QUOTED}|${WORD})`,
  'gs',
);
// nginx: a directive that is itself a secret, such as secure_link_secret.
const DIRECTIVE = new RegExp(
  String.raw`(^[-+ ]?[ \t]*|[;{}][ \t]*)([a-z_]+)([ \t]+)(${QUOTED}|[^\s;]+)(?=[ \t]*;)`,
  'gms',
);
// nginx: what a client has to send.
const COMPARED = new RegExp(String.raw`(\$(\w+)[ \t]*!?[=~]\*?[ \t]*)(${QUOTED}|[^\s)]+)`, 'gs');
const MAP = /(\bmap[ \t]+["']?\$(\w+)["']?[ \t]+\$\w+\s*\{)([^{}]*)(?=\})/g;
// Anywhere: a query string, a data source name, an environment, JSON, a header, an option.
const ASSIGNED =
  /(?<![\w.-])(?=[\w.-]*(?:pass|pw|secret|token|key|cred|auth|sessid|salt))([\w.-]+)((?:\[\])?=(?:(?=["'])|(?!["']))|["']?:[ \t]*)("(?:[^"\\\n]|\\.)*"|'[^'\n]*'|(?<==)[^\s;&"']+|(?<!=)[^\s;,&"'{}()<>]+)/gi;
const OPTION = /((?<![\w-])--?([\w-]*(?:password|passwd|passphrase|token|secret))[ \t]+)([^\s;,"'-][^\s;,"']*)/gi;
const QUERY =
  /([?&](?:(?:api_?)?key|sig|signature|code|auth|sid|session(?:_?id)?|jwt|otp|pin|hash|hmac|state)=)([^\s&"'#;<>]+)/gi;

/** Redacts what a name in front says is a secret: in nginx's words, in query strings, in whatever assigns. */
export function redactNamedValues(text: string): string {
  const value = (whole: string, before: string, secret: string): string =>
    isHarmless(secret) ? whole : `${before}${redacted(secret)}`;
  return text
    .replace(NAMED, (whole: string, head: string, directive: string, name: string, gap: string, secret: string) => {
      const isSecret = directive.endsWith('_param') ? isApplicationSecret(name) : isSecretName(name);
      return isSecret || /authorization|^["']?cookie/i.test(name) ? value(whole, head + name + gap, secret) : whole;
    })
    .replace(DIRECTIVE, (whole: string, before: string, name: string, gap: string, secret: string) =>
      isSecretName(name) ? value(whole, before + name + gap, secret) : whole,
    )
    .replace(COMPARED, (whole: string, before: string, name: string, secret: string) =>
      isApplicationSecret(name) ? value(whole, before, secret) : whole,
    )
    .replace(MAP, (whole: string, head: string, name: string, body: string) =>
      isApplicationSecret(name) ? head + body.replace(KEYS, (_line, before: string) => before + REDACTED) : whole,
    )
    .replace(ASSIGNED, (whole, name: string, gap: string, secret: string) =>
      isSecretName(name) || (name.toLowerCase() === 'auth' && gap.endsWith('='))
        ? value(whole, name + gap, secret)
        : whole,
    )
    .replace(OPTION, (whole: string, before: string, _name: string, secret: string) => value(whole, before, secret))
    .replace(QUERY, value);
}

/** The keys of a map, its own words left out. */
const KEYS = new RegExp(
  String.raw`((?:^|[;\n])[-+ ]?[ \t]*)(?!default\b|include\b|hostnames\b|volatile\b|#|\[redacted\])(?:${QUOTED}|[^\s;]+)`,
  'g',
);
