const SECRET_WORDS = new Set(
  'password passwd passphrase passwords passcode pwd pw secret secrets token credential credentials phpsessid jsessionid sessid salt license licence csrf xsrf apikey requirepass masterauth'.split(
    ' ',
  ),
);
const SECRET_PARTS =
  /password|passwd|passphrase|passwort|kennwort|mot_?de_?passe|contrasena|secret|(?:api|app|access|auth|private|encryption|encrypt|crypt|signing|sign|shared|master|jwt|hmac|account|storage|service|license|session|cookie|backup|root|admin)_?key(?:_base)?$|token$|(?<!^by|^com|^tres|^sur|^under|^over|_by)pass$|(?:db|root|my|sql|user|admin|mail|smtp|ftp)_?pwd?$/;
const HARMLESS_ENDS = new Set(
  'file path dir ttl lifetime length size policy tokens nopasswd timeout expires expiry max min count enabled disabled zone hash_algo algorithm type name url uri host port user group owner mode unit service dest src'.split(
    ' ',
  ),
);
const PLAIN_ENDS = new Set('file path dir ttl lifetime length policy'.split(' '));
const NGINX_PASS =
  /^(?:fastcgi|proxy|uwsgi|scgi|grpc|memcached|redis2?|postgres|drizzle|js|mirror|static|lua|php)_pass$/;
const APPLICATION_WORDS = new Set(
  'key apikey auth authorization pass jwt hmac pin otp signature sig sessid sid bearer access nonce reset'.split(' '),
);
const PLAIN_ENVIRONMENT = new Set(
  'hostname home lang lc_all lc_ctype path tmp temp tmpdir tz user shell term pwd logname php_ini_scan_dir'.split(' '),
);

/** Whether what goes by this name is likely a secret: `DB_PASSWORD`, `apiKey`, `X-Auth-Token`; not `server_tokens`. */
export function isSecretName(name: string): boolean {
  const words = wordsOf(name);
  const whole = words.join('_');
  if (HARMLESS_ENDS.has(words.at(-1) ?? '') || NGINX_PASS.test(whole) || whole === 'pass') return false;
  return words.some((word) => SECRET_WORDS.has(word)) || SECRET_PARTS.test(whole);
}

/** A constant that an application calls a key: `NONCE_KEY`, `MAILGUN_KEY`; no key of a cache. */
export const isKeyConstant = (name: string): boolean =>
  /^[A-Z0-9_]*(?<!CACHE|PUBLIC|PRIMARY|FOREIGN|HASH)_KEY$/.test(name);

/** The same where an application's own settings stand, and keys are no keys of a cache: `DB_KEY`, `$http_x_auth`. */
export function isApplicationSecret(name: string): boolean {
  const words = wordsOf(name);
  if (HARMLESS_ENDS.has(words.at(-1) ?? '') || NGINX_PASS.test(words.join('_'))) return false;
  return isSecretName(name) || words.some((word) => APPLICATION_WORDS.has(word));
}

/** Whether an environment may hold a secret by this name: any does that isn't known to be plain. */
export function isSecretEnvironment(name: string): boolean {
  return !PLAIN_ENDS.has(wordsOf(name).at(-1) ?? '') && !PLAIN_ENVIRONMENT.has(name.toLowerCase());
}

const wordsOf = (name: string): readonly string[] =>
  name
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter((word) => word !== '');
