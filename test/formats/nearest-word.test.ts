import { describe, expect, test } from 'vitest';
import { didYouMean, nearestWord } from '../../src/formats/nearest-word.ts';

describe('the nearest word', () => {
  const known = ['hosts', 'children', 'vars', 'socket-denied', 'fpm-stopped'];
  test.each([
    ['host', 'hosts'],
    ['hsots', 'hosts'],
    ['Hosts', 'hosts'],
    ['childern', 'children'],
    ['var', 'vars'],
    ['socket-denid', 'socket-denied'],
    ['fpm-stoped', 'fpm-stopped'],
  ])('%s means %s', (word, meant) => expect(nearestWord(word, known)).toBe(meant));

  test.each(['tasks', 'x', '', 'nginx-stopped'])('%j is near to none', (word) => {
    expect(nearestWord(word, known)).toBeNull();
  });

  test('a word is near even when it shares no letter place', () => expect(nearestWord('ab', ['ba'])).toBe('ba'));
  test('one letter is not replaced by another', () => expect(nearestWord('a', ['b'])).toBeNull());
  test('the first of equals is offered', () => expect(nearestWord('web', ['web1', 'web2'])).toBe('web1'));
  test('a hint asks', () => expect(didYouMean('host', known)).toBe('did you mean `hosts`?'));
});
