import { isHarmless, redacted, REDACTED } from './redacted.ts';

const URL_PASSWORD = /(?<![a-z0-9+.-])([a-z][a-z0-9+.-]{0,30}:\/\/[^\s:/@"']*:)([^\s/"']+)(?=@)/gi;
// As nginx quotes an upstream that it doesn't understand: `"user:password@host"`.
const USER_PASSWORD = /(?<=["'])([\w.%+-]{1,100}:)([^\s/"'@]+)(?=@)/g;
const AUTHORIZATION =
  /((?<![a-z])authorization(?:["']?[ \t]*[:=][ \t]*["']?(?:(?:basic|bearer|digest|token)[ \t]+)?|[ \t]+["']?(?:basic|bearer|digest|token)[ \t]+))([^\s"';,$]+)/gi;
const BEARER = /(\bbearer[ \t]+)((?=[^\s"';,]*\d)[\w.~+/=-]{8,}|[\w.~+/=-]{24,})/gi;
const BASIC = /(\bbasic[ \t]+)([A-Za-z0-9+/]{6,}={0,2})(?![\w+/=])/gi;
const COOKIE = /((?<![a-z])cookie["']?:[ \t]*["']?)([^\s"'][^\n"']*)/gi;
// JSON web tokens; keys of GitHub, GitLab, Slack, Stripe, AWS, Google, OpenAI and their kin; password hashes.
const TOKEN =
  /(?<![\w$-])(?:eyJ[\w-]{8,}\.eyJ[\w-]{8,}\.[\w-]*|gh[a-z]_\w{20,}|github_pat_\w{20,}|glpat-[\w-]{16,}|xox[a-z]-[\w-]{10,}|[sr]k_(?:live|test)_\w{10,}|A(?:KIA|SIA)[A-Z0-9]{16}|AIza[\w-]{30,}|sk-[\w-]{20,}|\$(?:apr1|1|2[aby]|5|6|y)\$[\w./$=]{10,})/g;
// PHP's stack traces quote what functions were called with: `#0 /srv/db.php(3): PDO->__construct('mysql:…', 'app', '…')`.
const FRAME = /(#\d{1,4} [^\n(]{1,400}\(\d{1,9}\): [^\n(]{1,200}\()([^\n]*)/g;

/** Redacts what is a secret by its shape, whatever stands around it. */
export function redactKnownShapes(text: string): string {
  const value = (whole: string, before: string, secret: string): string =>
    isHarmless(secret) ? whole : `${before}${redacted(secret)}`;
  return text
    .replace(AUTHORIZATION, value)
    .replace(URL_PASSWORD, value)
    .replace(USER_PASSWORD, value)
    .replace(BEARER, value)
    .replace(BASIC, (whole: string, before: string, secret: string) =>
      namesAndPassword(secret) ? before + REDACTED : whole,
    )
    .replace(COOKIE, value)
    .replace(TOKEN, REDACTED)
    .replace(FRAME, (whole: string, call: string, args: string) =>
      args.trimEnd() === ')' ? whole : `${call}${REDACTED})`,
    );
}

/** Whether a text is base64 of `user:password`. */
function namesAndPassword(base64: string): boolean {
  try {
    return /^[\x20-\x7e]*:[\x20-\x7e]+$/.test(atob(base64));
  } catch {
    return false;
  }
}
