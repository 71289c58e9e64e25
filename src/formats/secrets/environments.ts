import { redactValue } from './redacted.ts';
import { isSecretEnvironment } from './secret-name.ts';

const VALUE = String.raw`((?:[^\s"'\\]|\\(?![nrt"']))+)`;
/** Within the quotes of another text, line by line. */
const ESCAPED_LINE = new RegExp(String.raw`(\\[nr])([A-Z][A-Z0-9_]{0,80})(=)${VALUE}`, 'g');
const UNIT_LINE = /^([-+ ]?[ \t]*(?:[#;][ \t]*)?Environment[ \t]*=)([^\n]*)/gm;
const UNIT_WORD = /(["']?)([A-Za-z_]\w{0,80})(=)((?:(?<=["']\w{1,81}=)[^"'\n]+)|[^\s"']+)/g;
/** What a program is told of its surroundings: numbers, words, paths, options, addresses without a login. */
const PLAIN =
  /^(?:\d{1,6}[kKmMgGsh]?|[a-z]+(?:[-_.][a-z0-9]+)*|\/[\w./:-]*|-.*|[\w.-]+:\d{1,5}|(?:\d{1,3}\.){3}\d{1,3}|\w+:\/\/[\w.:/-]+|\$.*|%.)$/;

/** Redacts the values of environments that may be secret: of those names that aren't known to be plain, all that isn't plain. */
export const redactEnvironments = (text: string): string =>
  text
    .replace(ESCAPED_LINE, redactUnlessPlain)
    .replace(UNIT_LINE, (_, head: string, words: string) => head + words.replace(UNIT_WORD, redactUnlessPlain));

const redactUnlessPlain = (whole: string, before: string, name: string, sign: string, secret: string): string =>
  isSecretEnvironment(name) && !PLAIN.test(secret) ? redactValue(whole, before + name + sign, secret) : whole;
