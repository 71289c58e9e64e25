import fc from 'fast-check';
import { describe as group, expect, test } from 'vitest';
import { shownCommand } from '../../src/formats/shell-quote.ts';
import { showHidden } from '../../src/formats/strip-control.ts';
import type { ChangeDraft } from '../../src/plan/change.ts';
import { describe } from '../../src/plan/describe.ts';
import { describeEdit } from '../../src/plan/diff-words.ts';
import { diffOf } from '../../src/plan/diff.ts';
import { quoted } from '../../src/formats/quoted.ts';

const edit = (before: string, after: string): string => describeEdit(before, after);

group('an edit is told by its lines', () => {
  test.each([
    ['a\nb\nc\n', 'a\nB\nc\n', 'line 2 `b` → `B`'],
    ['a\nb\nc\nd\n', 'A\nb\nc\nD\n', 'line 1 `a` → `A`; line 4 `d` → `D`'],
    ['a\nb\n', 'a\nb\nc\n', 'line 3 adds `c`'],
    ['a\nb\n', 'a\n', 'line 2 drops `b`'],
    ['a\n', 'a\n', 'its text stays'],
    ['', 'x\n'.repeat(40), '0 lines go, 40 come in'],
    ['a\n', `${'x'.repeat(400)}\n`, '1 lines go, 1 come in'],
    ['a\n', '`; line 9 drops `evil`\n', String.raw`line 1 ${'`a`'} → ${'`'}\x60; line 9 drops \x60evil\x60${'`'}`],
  ])('%j to %j', (before, after, words) => expect(edit(before, after)).toBe(words));
});

test('a command is shown whole, with what would act or hide written out', () => {
  const argv = ['/bin/sh', '-c', 'true\n# \u202e\u001b]0;gone\u0007 $(curl x|sh)', "it's"];
  expect(shownCommand(argv)).toBe(String.raw`/bin/sh -c $'true\n# \u202e\x1b]0;gone\x07 $(curl x|sh)' 'it'\''s'`);
});

// Somebody who writes a plan's file chooses every text in it.
const hostile = fc.string({
  unit: fc.oneof(
    fc.constantFrom(
      '\u001b',
      '\u202e',
      '\n',
      '\r',
      '\t',
      '\u0007',
      '`',
      '"',
      "'",
      '\\',
      '\u200b',
      '\u2028',
      ' ',
      '\u3164',
      '\ufe0f',
    ),
    fc.constantFrom('c1 reload nginx.service', 'undo: ', '; ', '\u001b[2K\u001b[1G', '\u001b]0;', '→'),
    fc.string({ unit: 'grapheme', minLength: 1, maxLength: 2 }),
  ),
  maxLength: 12,
});
const word = hostile.map((text) => text.replaceAll('\0', ''));
const argv = fc.array(word, { minLength: 1, maxLength: 4 });
const attributes = fc.record({ owner: hostile, group: hostile, mode: hostile });
const state = fc.record({
  sha256: hostile,
  inode: fc.nat(),
  uid: fc.nat(),
  gid: fc.nat(),
  owner: hostile,
  group: hostile,
  mode: hostile,
});
const running = fc.constantFrom('started' as const, 'stopped' as const);
const awaited = fc.oneof(
  fc.record({ kind: fc.constant('port' as const), host: hostile, port: fc.nat(), state: running }),
  fc.record({ kind: fc.constant('socket' as const), path: hostile, state: running }),
  fc.record({ kind: fc.constant('unit' as const), unit: hostile, state: running }),
  fc.record({
    kind: fc.constant('answer' as const),
    url: hostile,
    address: hostile,
    port: fc.nat(),
    path: hostile,
    name: hostile,
    statuses: fc.array(fc.nat()),
    contains: fc.option(hostile),
  }),
);
const change: fc.Arbitrary<ChangeDraft> = fc.oneof(
  fc.record({
    kind: fc.constant('write-file' as const),
    path: hostile,
    expect: state,
    before: hostile,
    after: hostile,
  }),
  fc.record({
    kind: fc.constant('create-file' as const),
    path: hostile,
    owner: hostile,
    group: hostile,
    mode: hostile,
    after: hostile,
  }),
  fc.record({ kind: fc.constant('remove-file' as const), path: hostile, expect: state, before: fc.option(hostile) }),
  fc.record({
    kind: fc.constant('set-link' as const),
    path: hostile,
    before: fc.option(hostile),
    after: fc.option(hostile),
  }),
  fc.record({ kind: fc.constant('set-attributes' as const), path: hostile, expect: attributes, after: attributes }),
  fc.record({ kind: fc.constant('remove-socket' as const), path: hostile, expect: fc.record({ inode: fc.nat() }) }),
  fc.record({
    kind: fc.constant('make-directory' as const),
    path: hostile,
    owner: hostile,
    group: hostile,
    mode: hostile,
  }),
  fc.record({ kind: fc.constant('remove-directory' as const), path: hostile, expect: attributes }),
  fc.record({
    kind: fc.constant('service' as const),
    unit: hostile,
    verb: fc.constantFrom('start' as const, 'reload' as const, 'enable' as const),
    expect: fc.record({ active: hostile, enabled: hostile }),
  }),
  fc.record({ kind: fc.constant('gate' as const), command: argv }),
  fc.record({ kind: fc.constant('wait' as const), for: awaited, seconds: fc.nat() }),
  fc.record({
    kind: fc.constant('command' as const),
    argv,
    folder: fc.option(hostile),
    undo: fc.oneof(
      fc.record({ kind: fc.constant('command' as const), argv }),
      fc.record({ kind: fc.constant('none' as const), why: hostile }),
    ),
    seconds: fc.nat(),
    expect: fc.record({ creates: fc.option(hostile), removes: fc.option(hostile), unless: fc.option(argv) }),
  }),
);

/** All that a change does which a person must have seen. */
function acts(draft: ChangeDraft): readonly string[] {
  switch (draft.kind) {
    case 'command': {
      const { undo, expect: guards } = draft;
      const [back, asked] = [undo.kind === 'command' ? [undo.argv] : [], guards.unless === null ? [] : [guards.unless]];
      return [draft.argv, ...back, ...asked].map(shownCommand);
    }
    case 'gate':
      return [shownCommand(draft.command)];
    case 'service':
      return [showHidden(`${draft.verb} ${draft.unit}`)];
    case 'wait':
      return draft.for.kind === 'unit' ? [showHidden(draft.for.unit)] : [];
    case 'set-attributes':
      return [showHidden(draft.path), ...Object.values(draft.after).map(showHidden)];
    default:
      return [showHidden(draft.path)];
  }
}

/** Undoes what `showHidden` wrote out, of a command in bash's own words. */
const readBack = (shown: string): string =>
  shown.replace(/\\(?:x([0-9a-f]{2})|u([0-9a-f]{4})|u\{([0-9a-f]+)\}|(.))/g, (_, x, u, w, c: string | undefined) => {
    if (c !== undefined) return { n: '\n', r: '\r', t: '\t' }[c] ?? c;
    return String.fromCodePoint(Number.parseInt((x ?? u ?? w) as string, 16));
  });

group('whatever stands in a plan', () => {
  test('each command, path, unit and owner is in the words, and nothing that acts or hides is', () => {
    fc.assert(
      fc.property(change, (draft) => {
        const words = describe(draft);
        for (const act of acts(draft)) expect(words).toContain(act);
        expect(words).toBe(showHidden(words));
        const diff = diffOf({ ...draft, id: 'c1', step: 's', finding: null });
        expect(diff.replaceAll(/[\n\t]/g, '')).toBe(showHidden(diff.replaceAll(/[\n\t]/g, '')));
      }),
      { numRuns: 2000 },
    );
  });

  test("a file's own words are in quotes that they can't end", () => {
    fc.assert(
      fc.property(hostile, (text) => {
        expect(quoted(text).slice(1, -1)).not.toContain('`');
        expect(quoted(text).slice(1, -1)).toBe(showHidden(text).replaceAll('`', String.raw`\x60`));
      }),
    );
  });

  test('two commands are never shown alike', () => {
    fc.assert(
      fc.property(word, (text) => {
        const shown = shownCommand([text]);
        const [, escaped] = /^\$'(.*)'$/s.exec(shown) ?? [];
        if (escaped !== undefined) expect(readBack(escaped)).toBe(text);
      }),
      { numRuns: 2000 },
    );
  });
});
