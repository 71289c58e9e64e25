import { REDACTED } from './redacted.ts';

// Web tokens; keys of well-known services, by the signs with which they begin; hashes of passwords.
const TOKEN = new RegExp(
  String.raw`(?<![\w$-])(?:${[
    String.raw`eyJ[\w-]{8,}\.[\w-]{8,}(?:\.[\w-]*){0,3}`,
    String.raw`gh[a-z]_\w{20,}|github_pat_\w{20,}|gl[a-z]{2,6}-[\w-]{16,}`,
    String.raw`xox[a-z]-[\w-]{10,}|xapp-[\w-]{10,}|[srp]k_(?:live|test)_\w{10,}|whsec_\w{10,}`,
    String.raw`A(?:KIA|SIA|ROA|IDA)[A-Z0-9]{16}|AIza[\w-]{30,}|ya29\.[\w-]{20,}|GOCSPX-[\w-]{20,}|AccountKey=[\w+/=]{20,}`,
    String.raw`sk-[\w-]{20,}|SG\.[\w-]{16,}\.[\w-]{16,}|SK[0-9a-f]{32}|key-[0-9a-f]{32}|[0-9a-f]{32}-us[0-9]{1,2}`,
    String.raw`npm_\w{30,}|pypi-[\w-]{30,}|dop_v1_\w{40,}|shp(?:at|ca|pa|ss)_\w{20,}|hf_\w{20,}|hv[sb]\.[\w-]{20,}`,
    String.raw`dapi[0-9a-f]{32}|NRAK-\w{20,}|ATATT3[\w-]{20,}|lin_api_\w{20,}|sq0[a-z]{3}-[\w-]{20,}|EAA\w{60,}`,
    String.raw`[0-9]{8,10}:AA[\w-]{30,}|AGE-SECRET-KEY-1\w{20,}|base64:[A-Za-z0-9+/]{20,}={0,2}`,
    String.raw`\$(?:apr1|1|2[abxy]|5|6|7|y|gy|argon2[a-z]{1,2}|scrypt|sha1|md5)\$[\w./$=,+-]{10,}`,
  ].join('|')})`,
  'g',
);
const LDAP_HASH = /(\{(?:S?SHA(?:256|512)?|S?MD5|CRYPT|PLAIN|PBKDF2[\w-]*|ARGON2)\})([\w+/=.$-]+)/gi;
// Who knows the address of such a hook may use it.
const WEBHOOK = new RegExp(
  String.raw`((?:${[
    String.raw`hooks\.slack\.com\/(?:services|workflows|triggers)`,
    String.raw`discord(?:app)?\.com\/api\/(?:v[0-9]+\/)?webhooks`,
    String.raw`webhook\.office\.com\/webhookb2`,
    String.raw`outlook\.office(?:365)?\.com\/webhook`,
    String.raw`\.logic\.azure\.com(?::443)?\/workflows`,
    String.raw`hooks\.zapier\.com\/hooks\/catch`,
    String.raw`maker\.ifttt\.com\/trigger`,
    String.raw`events\.pagerduty\.com\/integration`,
    String.raw`chat\.googleapis\.com\/v1\/spaces`,
  ].join('|')})\/|api\.telegram\.org\/bot)([^\s"'<>;,)]+)`,
  'gi',
);
/** The names of PHP's session files are what a client's cookie says. */
const SESSION_FILE = /(\bsess_)([\w,-]{16,})/g;

/** Redacts what is a secret by how it is written, whatever stands around it. */
export const redactTokens = (text: string): string =>
  text
    .replace(WEBHOOK, (_, before: string) => before + REDACTED)
    .replace(TOKEN, (token) => (token.startsWith('base64:') ? `base64:${REDACTED}` : REDACTED))
    .replace(LDAP_HASH, (_, before: string) => before + REDACTED)
    .replace(SESSION_FILE, (_, before: string) => before + REDACTED);
