const SECRET_WORDS = new Set([
  'password',
  'passwd',
  'passphrase',
  'passwords',
  'pwd',
  'pw',
  'secret',
  'secrets',
  'token',
  'credential',
  'credentials',
  'phpsessid',
  'salt',
  'license',
  'licence',
]);
const SECRET_PARTS =
  /password|passwd|passphrase|secret|(?:api|app|access|auth|private|encryption|signing|shared|master|jwt|hmac|account|storage|service)_?key|(?:auth|access|refresh|csrf|api)_?token$/;
const HARMLESS_ENDS = new Set(['file', 'path', 'dir', 'ttl', 'lifetime', 'length', 'policy', 'tokens', 'nopasswd']);
const NGINX_PASS = /^(?:fastcgi|proxy|uwsgi|scgi|grpc|memcached|js|mirror)_pass$/;
const APPLICATION_WORDS = new Set([
  'key',
  'apikey',
  'auth',
  'pass',
  'jwt',
  'hmac',
  'pin',
  'otp',
  'signature',
  'sessid',
]);
const PLAIN_ENVIRONMENT = new Set([
  'hostname',
  'home',
  'lang',
  'lc_all',
  'lc_ctype',
  'tmp',
  'temp',
  'tmpdir',
  'tz',
  'user',
  'shell',
  'term',
]);

/** Whether what goes by this name is likely a secret: `DB_PASSWORD`, `apiKey`, `X-Auth-Token`; not `server_tokens`. */
export function isSecretName(name: string): boolean {
  const words = wordsOf(name);
  const last = words.at(-1) ?? '';
  const whole = words.join('_');
  if (HARMLESS_ENDS.has(last) || NGINX_PASS.test(whole)) return false;
  return (
    words.some((word) => SECRET_WORDS.has(word)) || SECRET_PARTS.test(whole) || (last === 'pass' && words.length > 1)
  );
}

/** The same where an application's own settings stand, and keys are no keys of a cache: `DB_KEY`, `$http_x_auth`. */
export function isApplicationSecret(name: string): boolean {
  const words = wordsOf(name);
  if (HARMLESS_ENDS.has(words.at(-1) ?? '')) return false;
  return isSecretName(name) || words.some((word) => APPLICATION_WORDS.has(word));
}

/** Whether a pool's environment may hold a secret by this name: any does that isn't known to be plain. */
export function isSecretEnvironment(name: string): boolean {
  return !HARMLESS_ENDS.has(wordsOf(name).at(-1) ?? '') && !PLAIN_ENVIRONMENT.has(name.toLowerCase());
}

const wordsOf = (name: string): readonly string[] =>
  name
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter((word) => word !== '');
