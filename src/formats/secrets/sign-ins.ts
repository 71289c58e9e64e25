import { REDACTED, redactValue } from './redacted.ts';

const URL_PASSWORD =
  /(?<![a-z0-9+.-])([a-z][a-z0-9+.-]{0,30}:\/\/[^\s:/@"']{0,200}:)([^\s"'@]{1,500}(?:@[^\s/"'@]{1,200})?)(?=@)/gi;
/** A key in the place of a user's name. */
const URL_KEY =
  /(?<![a-z0-9+.-])([a-z][a-z0-9+.-]{0,30}:\/\/)((?=[^\s:/@"']*[0-9])[A-Za-z0-9_-]{16,200}|[A-Z][A-Z0-9_]{5,200})(?=@)/gi;
const URL_NO_PORT =
  /(?<![a-z0-9+.-])([a-z][a-z0-9+.-]{0,30}:\/\/[^\s:/@"']{1,200}@[\w.-]{1,200}:)([^\s\d/$"';][^\s/"';]*)/gi;
// As nginx quotes an upstream that it doesn't understand: `"user:password@host"`.
const USER_PASSWORD = /(?<=["']|(?<!^)[ \t])([A-Za-z][\w.%+-]{0,99}:)((?!\d+@)[^\s/"'@]+)(?=@[A-Za-z0-9])/g;
const AUTHORIZATION =
  /((?<![a-z])authorization(?:\\?["']?[ \t]*[:=][ \t]*\\?["']?(?:(?:basic|bearer|digest|token|negotiate|apikey|aws4-hmac-sha256)[ \t]+)?|[ \t]+["']?(?:basic|bearer|digest|token)[ \t]+))([^\s"';,$\\]+)/gi;
const BEARER = /(\bbearer[ \t]+\\?["']?)((?=[^\s"';,]*\d)[\w.~+/=-]{8,}|[\w.~+/=-]{24,}|[A-Z][A-Z0-9_]{5,})/gi;
const BASIC = /(\bbasic[ \t]+)([A-Za-z0-9+/]{6,}={0,2})(?![\w+/=])/gi;
const COOKIE = /((?<![a-z])cookie\\?["']?:[ \t]*\\?["']?)([^\s"'][^\n"']*)/gi;
const SQL =
  /(\b(?:identified[ \t]+(?:with[ \t]+\S{1,60}[ \t]+)?(?:by|as)|with[ \t]+password|set[ \t]+password[^\n'=]{0,80}=|password[ \t]*\()[ \t]*)('(?:[^'\\\n]|\\.)*'?|"(?:[^"\\\n]|\\.)*"?)/gi;
const DIGEST = /((?<![a-z])authorization\\?["']?[ \t]*[:=][ \t]*\\?["']?digest[ \t]+)([^\n]+)/gi;
/** A line of .pgpass: host, port, database, user, password. */
const PGPASS = /^([-+ ]?[\w.*-]{1,100}:(?:\d{1,5}|\*):[\w*-]{1,60}:[\w*.-]{1,60}:)([^\s:]+)$/gm;
/** A line of .htpasswd with a hash of the old kind. */
const OLD_HASH = /^([-+ ]?[\w.-]{1,60}:)((?=[^\n]*[A-Z])(?=[^\n]*\d)[./0-9A-Za-z]{13})$/gm;
const COMMANDED = /(\bAUTH"?[ \t]+"?(?:(?:PLAIN|LOGIN)[ \t]+)?)((?!PLAIN\b|LOGIN\b|XOAUTH2\b)[^\s"']{6,})/g;
const SAID =
  /(\b(?:password|passwd|passphrase|passcode|token)\b[^\n.:=;,]{0,30}?\b(?:is|was|to)[ \t:]+)("[^"\n]+"|'[^'\n]+'|[^\s"',;]+)/gi;
/** As people note them: `user admin / geheim`, and as netrc has them. */
const NOTED =
  /(\b(?:user(?:name)?|login|account)[ \t:=]+[\w.@-]{1,60}(?:[ \t]+\/[ \t]+|[ \t]+password:?[ \t]+))([^\s/"']{3,})(?=[\s"']|$)/gi;
const SPACED =
  /(\b(?:password|passwd|passphrase|requirepass|masterauth)[ \t]+)("(?:[^"\\\n]|\\.)+"|'(?:[^'\\\n]|\\.)+'|[^\s"',;(){}<>:=[\]]+)/gi;
const PAIR = /(\b(?:name|key|id)=(["'])([\w.:-]{1,80})\2[^<>\n]{0,60}?\bvalue=)("[^"\n]*"|'[^'\n]*')/g;
const XML = /(<([\w.:-]{1,80})(?:[ \t][^<>\n]{0,200})?>)([^<>\n]{1,2000})(?=<\/)/g;

/** Redacts what signs somebody in, by where it stands: addresses, headers, cookies, statements of SQL. */
export const redactSignIns = (text: string): string =>
  text
    .replace(DIGEST, redactValue)
    .replace(AUTHORIZATION, redactValue)
    .replace(URL_PASSWORD, redactValue)
    .replace(URL_KEY, (whole: string, before: string, secret: string) =>
      /[a-z]/.test(secret) && !/\d/.test(secret) ? whole : redactValue(whole, before, secret),
    )
    .replace(URL_NO_PORT, redactValue)
    .replace(USER_PASSWORD, redactValue)
    .replace(BEARER, (whole: string, before: string, secret: string) =>
      /^[a-z]+$/.test(secret) && secret.length < 24 ? whole : redactValue(whole, before, secret),
    )
    .replace(BASIC, (whole: string, before: string, secret: string) =>
      namesAndPassword(secret) ? before + REDACTED : whole,
    )
    .replace(COOKIE, redactValue)
    .replace(SQL, redactValue)
    .replace(PGPASS, redactValue)
    .replace(OLD_HASH, redactValue)
    .replace(COMMANDED, redactValue)
    .replace(SAID, (whole: string, before: string, secret: string) =>
      isProse(secret) || /^\d*$/.test(secret) ? whole : redactValue(whole, before, secret),
    )
    .replace(NOTED, redactValue)
    .replace(SPACED, (whole: string, before: string, secret: string) =>
      isProse(secret) ? whole : redactValue(whole, before, secret),
    );

/** A word that may follow "password" in a sentence. */
const isProse = (word: string): boolean => /^[A-Za-z]?[a-z'’-]*[.!?]?$/.test(word) || /^[-/#.&|%$]/.test(word);

/** Whether a text is base64 of `user:password`. */
function namesAndPassword(base64: string): boolean {
  try {
    return /^[\x20-\x7e]*:[\x20-\x7e]+$/.test(atob(base64));
  } catch {
    return false;
  }
}

/** Elements of XML that a test takes by their names. */
export const redactElements = (text: string, isSecret: (name: string) => boolean): string =>
  text
    .replace(PAIR, (whole: string, before: string, _quote, name: string, secret: string) =>
      isSecret(name) ? redactValue(whole, before, secret) : whole,
    )
    .replace(XML, (whole: string, before: string, name: string, secret: string) =>
      isSecret(name) ? redactValue(whole, before, secret) : whole,
    );
