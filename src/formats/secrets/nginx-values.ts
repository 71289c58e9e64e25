import { isHarmless, redacted, REDACTED, redactValue } from './redacted.ts';
import { isApplicationSecret, isSecretName } from './secret-name.ts';

const QUOTED = String.raw`"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'`;
const WORD = String.raw`(?:\\[^\n]|[^\s;\\])+`;
const GAP = String.raw`[ \t]+|[ \t]*\r?\n[-+ ]?[ \t]*`;

// A directive that gives a name a value.
const NAMED = new RegExp(
  String.raw`(\b((?:fastcgi|uwsgi|scgi)_param|(?:proxy|grpc)_set_header|add_header|add_trailer|set|auth_request_set|js_var|set_encode_\w+|set_hmac_\w+)[ \t]+)(\$?[\w-]+|"[\w-]+"|'[\w-]+')(${GAP})(${QUOTED}|${WORD})`,
  'gs',
);
// A directive that is itself a secret, such as secure_link_secret.
const DIRECTIVE = new RegExp(
  String.raw`(^[-+ ]?[ \t]*(?:#[ \t]*)?|[;{}][ \t]*)([a-z_0-9]+)([ \t]+)(${QUOTED}|[^\s;{}][^\s;]*)(?=[ \t]*;)`,
  'gms',
);
const REDIS = /(\bredis2_query[ \t]+auth[ \t]+)([^\s;]+)/g;
// What a client has to send.
const COMPARED = new RegExp(String.raw`(\$(\w+)[ \t]*!?[=~]\*?[ \t]*)(${QUOTED}|[^\s)]+)`, 'gs');
const MAP = /(\bmap[ \t]+["']?\$(\w+)["']?[ \t]+\$(\w+)\s*\{)([^{}]*)(?=\})/g;
const GEO = /(\bgeo[ \t]+(?:\$\w+[ \t]+)?\$(\w+)\s*\{)([^{}]*)(?=\})/g;
// Programs within the configuration, of which no literal is needed to see where a request goes.
const CODE = new RegExp(String.raw`(\b(?:\w+_by_lua|perl_set|js_content|perl)[ \t]+(?:\$\w+[ \t]+)?)(${QUOTED})`, 'gs');
const BLOCK = /\b\w+_by_lua_block\s*(?:\$\w+\s*)?\{/g;
const LONGEST_BLOCK = 100_000;

/** Redacts what is a secret in nginx's own words. */
export function redactNginx(text: string): string {
  return redactBlocks(text)
    .replace(CODE, redactValue)
    .replace(NAMED, (whole: string, head: string, directive: string, name: string, gap: string, secret: string) => {
      const isSecret =
        isApplicationSecret(name) || /^["']?(?:set-)?cookie/i.test(name) || /^set_(?:enc|hmac)/.test(directive);
      return isSecret && !isPlain(secret) ? redactValue(whole, head + name + gap, secret) : whole;
    })
    .replace(DIRECTIVE, (whole: string, before: string, name: string, gap: string, secret: string) =>
      isSecretDirective(name) && !isPlain(secret) ? redactValue(whole, before + name + gap, secret) : whole,
    )
    .replace(REDIS, redactValue)
    .replace(GEO, (whole: string, head: string, to: string, body: string) =>
      isApplicationSecret(to) ? head + body.replace(VALUES, redactUnlessPlain) : whole,
    )
    .replace(COMPARED, (whole: string, before: string, name: string, secret: string) =>
      isApplicationSecret(name) ? redactValue(whole, before, secret) : whole,
    )
    .replace(MAP, (whole: string, head: string, from: string, to: string, body: string) => {
      const keys = isApplicationSecret(from) ? body.replace(KEYS, (_line, before: string) => before + REDACTED) : body;
      const values = isApplicationSecret(to) ? keys.replace(VALUES, redactUnlessPlain) : keys;
      return values === body ? whole : head + values;
    });
}

const isSecretDirective = (name: string): boolean =>
  isSecretName(name) || /(?<!cache|hash|zone)_key$|^secure_link_(?:md5|hmac)/.test(name);

const redactUnlessPlain = (whole: string, before: string, secret: string): string =>
  isPlain(secret) ? whole : redactValue(whole, before, secret);

/** Where a request goes, or how it is told apart: an address, a path, a number, and what nginx itself fills in. */
const isPlain = (value: string): boolean => PLAIN.test(value.replaceAll(/^["']|["']$/g, ''));

const PLAIN =
  /^(?:\d{1,4}|unix:\/[^\s;:@]*:?|(?:https?|grpcs?|fastcgi|uwsgi|scgi):\/\/[^\s@?]+|\/[\w.\/-]*|[\w.-]+:\d{1,5}|(?:\d{1,3}\.){3}\d{1,3}|@?[\w-]*_(?:backend|upstream|pool)|(?:\$\{?\w+\}?|[\/.,:|_-])+)$/;

/** The keys of a map, its own words left out. */
const KEYS = new RegExp(
  String.raw`((?:^|[;\n])[-+ ]?[ \t]*)(?!default\b|include\b|hostnames\b|volatile\b|#|\[redacted\])(?:${QUOTED}|[^\s;]+)`,
  'g',
);
const VALUES = new RegExp(
  String.raw`((?:^|[;\n])[-+ ]?[ \t]*(?!include\b|#)(?:${QUOTED}|[^\s;]+)[ \t]+)(${QUOTED}|[^\s;]+)(?=[ \t]*;)`,
  'g',
);

/** Redacts the literals in blocks of Lua. */
function redactBlocks(text: string): string {
  let done = '';
  let at = 0;
  for (const { index, 0: head } of text.matchAll(BLOCK)) {
    const start = index + head.length;
    if (index < at) continue;
    const end = endOfBlock(text, start);
    done +=
      text.slice(at, start) +
      text.slice(start, end).replaceAll(LITERAL, (literal) => (isHarmless(literal) ? literal : redacted(literal)));
    at = end;
  }
  return done + text.slice(at);
}

const LITERAL = /"(?:[^"\\\n]|\\.)+"|'(?:[^'\\\n]|\\.)+'/g;

/** Behind the brace that closes a block; as far as it may go where none does. */
function endOfBlock(text: string, start: number): number {
  const most = Math.min(text.length, start + LONGEST_BLOCK);
  let depth = 1;
  for (let at = start; at < most; at += 1) {
    if (text[at] === '{') depth += 1;
    else if (text[at] === '}' && (depth -= 1) === 0) return at + 1;
  }
  return most;
}
