import { expect, test } from 'vitest';
import type { Mistake } from '../../src/base/user-error.ts';
import { parseYamlDocument } from '../../src/formats/yaml/parse.ts';
import { sayTo } from '../../src/formats/yaml/say.ts';
import { judgeArgument } from '../../src/playbook/judge-argument.ts';
import type { Argument } from '../../src/steps/define-step.ts';

/** What is said of a value, written as YAML. */
function said(argument: Argument, text: string): string {
  const document = parseYamlDocument('p.yml', text);
  if (document.root === null) throw new Error(`no YAML: ${text}`);
  const mistakes: Mistake[] = [];
  judgeArgument('it', argument, document.root, sayTo(mistakes, document));
  return mistakes.map(({ message, hint = '' }) => [message, hint].join(' | ')).join('\n');
}

const about = 'for a test';
const word: Argument = { takes: 'word', words: ['present', 'absent'], about };
const port: Argument = { takes: 'number', from: 1, to: 65535, about };

test.each<[Argument, string, string]>([
  [word, 'present', ''],
  [word, '"{{ it }}"', ''],
  [word, 'presnt', '`it` must be one of `present`, `absent`, not `presnt` | did you mean `present`?'],
  [word, '[present]', '`it` must be one of `present`, `absent`, not a list | '],
  [port, '9000', ''],
  [port, '0', '`it` must be a whole number from 1 to 65535, not `0` | '],
  [port, '65536', '`it` must be a whole number from 1 to 65535, not `65536` | '],
  [port, '1.5', '`it` must be a whole number from 1 to 65535, not `1.5` | '],
  [port, '"9000"', '`it` must be a whole number from 1 to 65535, not text | write it without quotes: 9000'],
  [{ takes: 'number', about }, '-3', ''],
  [{ takes: 'numbers', from: 100, about }, '200', ''],
  [{ takes: 'numbers', from: 100, about }, '[200, 301]', ''],
  [{ takes: 'numbers', from: 100, about }, '[200, 3]', '`it` must be a whole number from 100, not `3` | '],
  [{ takes: 'numbers', about }, '[]', '`it` must be a whole number, or a list of them, not a list | '],
  [{ takes: 'text', about }, 'a word', ''],
  [{ takes: 'text', about }, 'yes', '`it` must be text, not a boolean | write it in quotes'],
  [{ takes: 'path', about }, '/etc/motd', ''],
  [{ takes: 'path', about }, 'etc/motd', '`it` must be a path from the root, not `etc/motd` | write `/…/etc/motd`'],
  [{ takes: 'path', about }, '[/etc]', '`it` must be a path, not a list | '],
  [{ takes: 'mode', about }, '"0644"', ''],
  [{ takes: 'mode', about }, '"0999"', '`it` must be octal digits in quotes, not `0999` | '],
  [{ takes: 'regexp', about }, '"^x=\\\\d+$"', ''],
  [
    { takes: 'regexp', about },
    '"a(b"',
    "`it` must be a regular expression of JavaScript's, not `a(b` | Unterminated group",
  ],
  [{ takes: 'regexp', about }, '5', '`it` must be text, not a number | write it in quotes'],
  [{ takes: 'texts', about }, 'one', ''],
  [{ takes: 'texts', about }, '[one, two]', ''],
  [{ takes: 'texts', about }, '[one, 2]', '`it` must be text, or a list of texts, not a number | '],
  [{ takes: 'value', about }, '8.2', ''],
  [{ takes: 'value', about }, '', '`it` must be text, a number, or true or false, not nothing | '],
  [{ takes: 'boolean', about }, 'on', ''],
  [{ takes: 'boolean', about }, 'maybe', '`it` must be true or false, not text | '],
  [{ takes: 'list', about }, '[1]', ''],
  [{ takes: 'list', about }, 'a', '`it` must be a list, not text | '],
  [{ takes: 'mapping', about }, '{ a: 1 }', ''],
  [{ takes: 'mapping', about }, '[a]', '`it` must be a mapping, not a list | '],
])('of %j, %s', (argument, text, mistake) => expect(said(argument, text)).toBe(mistake));
