import { isHarmless, REDACTED } from './redacted.ts';
import { isApplicationSecret } from './secret-name.ts';

const PARAMETER =
  /([?&]|%3f|%26)([\w.~+[\]-](?:[\w.~+[\]-]|%(?!3f|26|3d)[0-9a-f]{2}){0,99})(=|%3d)((?:[^\s&"'#;<>\\%]|%(?!26)[0-9a-f]{2}|%(?![0-9a-f]{2}))*)/gi;
/** Numbers, a word, a locale, a version, a file's name; and what nginx fills in. */
const PLAIN =
  /^(?:[\d.:-]{1,20}|[a-z](?:[a-z]|[_-](?=[a-z])){0,23}|[a-z]{2}[-_][A-Z]{2}|[a-z][\w-]{0,40}\.(?:php|html?|js|css|png|jpe?g|gif|svg|woff2?|xml|json|txt)|(?:\$\{?\w+\}?|[/.,:-])+)$/;
const DANGEROUS_IF_WORD = new Set('code state hash session session_id'.split(' '));

/** As links carry them that are mailed to people. */
const IN_PATH =
  /(\/(?:reset|verify|confirm|activate|invit|magic|token|unsubscribe|share|auth|login)[\w-]{0,30}\/)((?=[\w-]*\d)(?=[\w-]*[A-Za-z])[\w-]{12,200})(?![\w.-])/gi;

/**
 * Redacts what parameters of addresses carry, however they are encoded: all that isn't plainly a number, a word or a
 * version, and whatever the name says is secret. A diagnosis needs the path, and not what a visitor sent.
 */
export const redactQueries = (text: string): string =>
  text
    .replace(IN_PATH, (_, before: string) => before + REDACTED)
    .replace(PARAMETER, (whole: string, mark: string, name: string, sign: string, value: string) => {
      if (value === '' || isHarmless(value)) return whole;
      const decoded = decode(name);
      const isSecret = isApplicationSecret(decoded) || DANGEROUS_IF_WORD.has(decoded.toLowerCase());
      if (!isSecret && PLAIN.test(value)) return whole;
      return /^\$\{?\w+\}?$/.test(value) ? whole : `${mark}${name}${sign}${REDACTED}`;
    });

/** A name as it was meant, even where it was encoded twice. */
const decode = (name: string): string =>
  name
    .replaceAll(/%25/gi, '%')
    .replaceAll(/%[0-9a-f]{2}/gi, (sign) => String.fromCharCode(Number.parseInt(sign.slice(1), 16)));
