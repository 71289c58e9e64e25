import { expect, test } from 'vitest';
import { isWanted } from '../../src/playbook/select-by-tags.ts';

const wanted = (own: string, tags: string, skip = ''): boolean =>
  isWanted(own === '' ? {} : { tags: own.split(' ') }, {
    tags: tags.split(' ').filter(Boolean),
    skip: skip.split(' ').filter(Boolean),
  });

test.each<[own: string, tags: string, skip: string, boolean]>([
  ['', '', '', true],
  ['a', '', '', true],
  ['never', '', '', false],
  ['never a', 'a', '', true],
  ['a b', 'b', '', true],
  ['a', 'b', '', false],
  ['', 'b', '', false],
  ['always', 'b', '', true],
  ['always', '', 'always', false],
  ['a', 'a', 'a', false],
  ['a', 'tagged', '', true],
  ['', 'tagged', '', false],
  ['', 'untagged', '', true],
  ['never', 'all', '', false],
  ['', '', 'untagged', false],
  ['always', '', 'all', true],
])('a step with the tags "%s", asked for "%s" without "%s": %s', (own, tags, skip, expected) => {
  expect(wanted(own, tags, skip)).toBe(expected);
});

// Seen with ansible-playbook 2.14: whoever is notified runs, whatever the tags say.
test.each(['b', 'never'])('a handler with the tag "%s" is left to the steps that notify it', (tag) => {
  expect(isWanted({ tags: [tag], handler: 'p.yml:9:7' }, { tags: ['a'], skip: [tag] })).toBe(true);
});
