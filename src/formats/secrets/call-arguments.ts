import { REDACTED } from './redacted.ts';

// PHP's stack traces quote what functions were called with: `#0 /srv/db.php(3): PDO->__construct('mysql:…', 'app', '…')`.
const FRAME =
  /(#\d{1,4} (?:[^\n(]{1,400}\(\d{1,9}\)|\[internal function\]|\{main\}|[^\n(:]{1,400}:\d{1,9}): [^\n(]{1,200}\()([^\n]*)/g;
/** As programs call what signs them in; the first argument, where there are several, is where to. */
const CONNECT =
  /(\b(?:mysqli?_(?:real_|p)?connect|pg_p?connect|oci_p?connect|ftp_login|ldap_bind|ssh2_auth_password|imap_open|password_verify|new[ \t]+\\?(?:mysqli|PDO))[ \t]*\([ \t]*[^,()\n]{0,200},)([^()\n]{1,500})(?=\))/g;
const SIGN_IN =
  /((?:->|::|\.)(?:auth|login|authenticate|set\w{0,30}(?:password|secret|token|key))[ \t]*\([ \t]*)("(?:[^"\\\n]|\\.)+"|'(?:[^'\\\n]|\\.)+')([^()\n]{0,200})(?=\))/gi;
const UNCAUGHT =
  /(\b(?:Uncaught|uncaught exception:?) (?!(?:Type|Parse|Value|ArgumentCount|Arithmetic|DivisionByZero|UnhandledMatch|Compile)?Error\b)(?:[\w\\]{1,200}Exception|[\w\\]{1,200}Error|Exception)\b:? )([^\n]{1,2000}?)(?= in \/| thrown in |$)/gm;
const AFTER_DENIAL = /(\(using password: YES\)[ \t]+)([^\s"',]{4,})/g;
const WORD = /[^\s"'()[\]{},;:]+/g;
/** Words of errors' own: states of SQL, versions, numbers with units, addresses, names of constants and files. */
const OWN_WORD =
  /^(?:[a-z]*(?:[A-Z][a-z]+)+|[a-z]+|SQLSTATE|HY\d{3}|[0-9A-Z]{5}|[\d.,:%-]+[a-zA-Z]{0,3}|[\d.]+(?::\d+)?|utf8\w*|v?\d[\w.-]{0,12}|.*[/\\$>_.].*|php\d.*|[A-Z]{1,5})$/;

/** Redacts what calls were made with, where traces quote it, and what exceptions quote that is no word. */
export const redactArguments = (text: string): string =>
  text
    .replace(FRAME, (whole: string, call: string, args: string) =>
      args.trimEnd() === ')' || args.startsWith(`${REDACTED})`) ? whole : `${call}${REDACTED})`,
    )
    .replace(CONNECT, (_, before: string) => `${before} ${REDACTED}`)
    .replace(SIGN_IN, (_, before: string) => before + REDACTED)
    .replace(
      UNCAUGHT,
      (_, head: string, message: string) => head + message.replace(WORD, (word) => (isOwn(word) ? word : REDACTED)),
    )
    .replace(AFTER_DENIAL, (whole: string, before: string, word: string) => (isOwn(word) ? whole : before + REDACTED));

const isOwn = (word: string): boolean => word.length < 4 || word === 'redacted' || OWN_WORD.test(word);
