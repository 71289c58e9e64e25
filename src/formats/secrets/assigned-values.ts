import { redactValue } from './redacted.ts';
import { isKeyConstant, isSecretName } from './secret-name.ts';

const HINT =
  'pass|kennw|contras|mot_?de|pin|otp|pw|secret|token|key|cred|auth|sess|sid|salt|csrf|xsrf|signature|jwt|hmac';
const ESCAPED = String.raw`\\+"[^"\\\n]*(?:\\+"|$)`;
const DOUBLE = String.raw`"(?:[^"\\\n]|\\.)*(?:"|$)`;
const SINGLE = String.raw`'(?:[^'\\\n]|\\.)*(?:'|$)`;
const TEMPLATE = String.raw`\{\{[^}\n\"']*\}\}`;
// Escapes of line breaks part values where a text is quoted in another.
const AFTER_EQUALS = String.raw`(?:[^\s;&"'\\]|\\(?![nrt"']))+`;
const AFTER_COLON = String.raw`(?:[^\s;,&"'\\{}()<>])+`;
const QUOTED = `${ESCAPED}|${DOUBLE}|${SINGLE}`;

const NAME = String.raw`(?<![\w.-])(?=[\w.-]*(?:${HINT}))([\w.-]+)`;
/** `name=value`, `name[]=value`. */
const EQUALS = new RegExp(
  String.raw`${NAME}((?:\[\w{0,40}\]){0,4}(?:=(?![=>~])|%3D))(${TEMPLATE}|${QUOTED}|${AFTER_EQUALS})`,
  'gim',
);
/** `name: value`, in quotes or not, as in YAML, JSON, headers. */
const COLON = new RegExp(
  String.raw`${NAME}((?:\\*["']|&quot;|&#34;)?:[ \t]*)(&quot;[^&\n]*&quot;|&#34;[^&\n]*&#34;|${TEMPLATE}|${QUOTED}|${AFTER_COLON})`,
  'gim',
);
/** `'name' => 'value'`, `name = "value"`, `["name"] = 'value'`, `name ~= "value"`, `define('name', 'value')`. */
const SPACED = new RegExp(
  String.raw`${NAME}((?:\\*["'])?\]?[ \t]*(?:=>|:=|[=~!]==?|~=|=)[ \t]*|\\*["'][ \t]*,[ \t]*)(${QUOTED})`,
  'gim',
);
/** `name = value`, within a line. */
const SPACED_WORD = new RegExp(String.raw`${NAME}(["']?\]?[ \t]+=>?[ \t]+)([^\s;,"'$&()[\]{}]+)`, 'gi');

/** Redacts what a name in front says is a secret, whatever assigns it. */
export const redactAssigned = (text: string): string =>
  text
    .replace(SPACED, unless(isSecret))
    .replace(EQUALS, unless(isEqualled))
    .replace(COLON, unless(isSaid))
    .replace(SPACED_WORD, unless(isSecret));

type Test = (name: string, sign: string, secret: string, before: string) => boolean;

const unless =
  (test: Test) =>
  (whole: string, name: string, sign: string, secret: string, at: number, text: string): string =>
    test(meant(name, text[at - 1]), sign, secret, text[at - 1] ?? '') ? redactValue(whole, name + sign, secret) : whole;

/** A name behind an escaped line break begins one letter later. */
const meant = (name: string, before: string | undefined): string =>
  before === '\\' && /^[nrt]/.test(name) ? name.slice(1) : name;

const isSecret: Test = (name) => isSecretName(name) || isKeyConstant(name) || /^(?:auth|pass)$/i.test(name);

const isEqualled: Test = (name) =>
  isSecretName(name) ||
  isKeyConstant(name) ||
  /^(?:auth|pass|sid|session_?id)$|(?:[_.-]|^)(?:session|sessionid|sid)$/i.test(name);

/** A path, of which an error is told, is no name. */
const isSaid: Test = (name, sign, secret, before) =>
  before !== '/' &&
  (isSecretName(name) || isShortName(name, sign, secret)) &&
  (/[\s"']$/.test(sign) || !/^[/\d]/.test(secret));

/** Words that mean much else too, but where they stand in quotes, or in front of what is no word and no number. */
const isShortName = (name: string, sign: string, secret: string): boolean =>
  /^(?:pass|pin|otp|sid|session|session_?id)$/i.test(name) &&
  (/["']/.test(sign) || /^["']|(?=.*[A-Za-z])(?=.*[\dA-Z])/.test(secret));
