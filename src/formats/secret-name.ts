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
]);
const SECRET_PARTS =
  /password|passwd|passphrase|secret|(?:api|access|private|encryption|signing)_?key|(?:auth|access|refresh|csrf|api)_?token$/;
const HARMLESS_ENDS = new Set(['file', 'path', 'dir', 'ttl', 'lifetime', 'length', 'policy', 'tokens']);
const NGINX_PASS = /^(?:fastcgi|proxy|uwsgi|scgi|grpc|memcached|js|mirror)_pass$/;

/** Whether what goes by this name is likely a secret: `DB_PASSWORD`, `apiKey`, `X-Auth-Token`; not `server_tokens`. */
export function isSecretName(name: string): boolean {
  const words = name
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter((word) => word !== '');
  const last = words.at(-1) ?? '';
  const whole = words.join('_');
  if (HARMLESS_ENDS.has(last) || NGINX_PASS.test(whole)) return false;
  return (
    words.some((word) => SECRET_WORDS.has(word)) || SECRET_PARTS.test(whole) || (last === 'pass' && words.length > 1)
  );
}
