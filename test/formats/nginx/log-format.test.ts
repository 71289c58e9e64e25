import { expect, test } from 'vitest';
import { COMBINED, logPieces } from '../../../src/formats/nginx/log-format.ts';

test.each([
  ['$status', [{ variable: 'status' }]],
  ['a $status', [{ text: 'a ' }, { variable: 'status' }]],
  [
    '{"s":"${status}","t":"$msec"}',
    [{ text: '{"s":"' }, { variable: 'status' }, { text: '","t":"' }, { variable: 'msec' }, { text: '"}' }],
  ],
  ['$request_uri$is_args $status', [{ variable: '' }, { text: ' ' }, { variable: 'status' }]],
  ['costs 5$ $status', [{ text: 'costs 5' }, { text: '$' }, { text: ' ' }, { variable: 'status' }]],
  ['', []],
])('%s', (format, pieces) => {
  expect(logPieces(format)).toEqual(pieces);
});

test('a format of several lines is none', () => {
  expect(logPieces('$status\n$msec')).toBeNull();
  expect(logPieces(COMBINED)).toHaveLength(16);
});
