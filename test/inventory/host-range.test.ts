import { describe, expect, test } from 'vitest';
import { expandHostNames } from '../../src/inventory/host-range.ts';

describe('a host name with ranges is spelled out', () => {
  test.each([
    ['web01', 'web01', null],
    ['web[1:3]', 'web1 web2 web3', null],
    ['web[08:11]', 'web08 web09 web10 web11', null],
    ['web[01:10:4]', 'web01 web05 web09', null],
    ['web[:2]', 'web0 web1 web2', null],
    ['web[5:5]', 'web5', null],
    ['web[9:11]', 'web9 web10 web11', null],
    ['db[a:c]', 'dba dbb dbc', null],
    ['db[A:E:2]', 'dbA dbC dbE', null],
    ['db[y:B]', 'dby dbz dbA dbB', null],
    ['r[1:2]h[a:b].example', 'r1ha.example r1hb.example r2ha.example r2hb.example', null],
    ['10.0.0.[1:3]', '10.0.0.1 10.0.0.2 10.0.0.3', null],
    ['web01:2222', 'web01', 2222],
    ['web[1:2]:2222', 'web1 web2', 2222],
    ['[2001:db8::1]:2222', '2001:db8::1', 2222],
    ['2001:db8::1', '2001:db8::1', null],
    ['::ffff:10.0.0.1', '::ffff:10.0.0.1', null],
    ['1:2:3:4:5:6:7:8', '1:2:3:4:5:6:7:8', null],
  ])('%s', (text, names, port) => {
    expect(expandHostNames(text)).toEqual({ ok: true, value: { names: names.split(' '), port } });
  });

  test.each([
    ['web[1]', 'the range `[1]` is not begin:end or begin:end:step'],
    ['web[1:2:3:4]', 'the range `[1:2:3:4]` is not begin:end or begin:end:step'],
    ['web[1:]', 'the range `[1:]` has no end'],
    ['web[5:1]', 'the range `[5:1]` ends before it begins'],
    ['db[c:a]', 'the range `[c:a]` ends before it begins'],
    ['web[01:100]', 'begin and end of the range `[01:100]` must have the same number of digits'],
    ['web[1:5:0]', 'the step of the range `[1:5:0]` is not a whole number above 0'],
    ['web[1:5:x]', 'the step of the range `[1:5:x]` is not a whole number above 0'],
    ['web[a:5]', 'the range `[a:5]` runs neither from a number to a number nor from a letter to a letter'],
    ['web[aa:bb]', 'the range `[aa:bb]` runs neither from a number to a number nor from a letter to a letter'],
    ['web[1:5', '`web[1:5` has a bracket without its partner'],
    ['web1:5]', '`web1:5]` has a bracket without its partner'],
    ['web[1:999999999]', 'the range `[1:999999999]` stands for more than 100000 hosts'],
    ['w[1:999]x[1:999]', '`w[1:999]x[1:999]` stands for more than 100000 hosts'],
  ])('%s is wrong', (text, error) => expect(expandHostNames(text)).toEqual({ ok: false, error }));
});
