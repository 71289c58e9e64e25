import { expect, test } from 'vitest';
import { supervisedOf } from '../../../src/collect/second-round/owner-supervised.ts';
import type { Block } from '../../../src/collect/shell/blocks.ts';

const block = (name: string, text: string): Block => ({ name, text, bytes: Buffer.from(text) });
const FILE = '/etc/supervisor/conf.d/shop.conf';

test('programs of supervisord are told with its own words, those of runit and s6 with theirs', () => {
  const told = supervisedOf([
    block('program-heads', `${FILE}:1:[program:shop-web]\n${FILE}:6:[program:queue]\n${FILE}:9:[group:x]`),
    block('kept', '/etc/sv/api/run\tdown: /etc/sv/api: 12s, normally up'),
    block('kept', '/etc/services.d/chat/run\t'),
    block(
      'supervisorctl',
      'shop:shop-web    FATAL     Exited too quickly (process log may have details)\nunix:// no such file',
    ),
  ]);
  expect(told).toEqual([
    { file: FILE, line: 1, name: 'shop-web', state: 'FATAL Exited too quickly (process log may have details)' },
    { file: FILE, line: 6, name: 'queue', state: null },
    { file: '/etc/sv/api/run', line: 1, name: 'api', state: 'down: /etc/sv/api: 12s, normally up' },
    { file: '/etc/services.d/chat/run', line: 1, name: 'chat', state: null },
  ]);
});

test('names that no supervisor would have are left out', () => {
  expect(supervisedOf([block('program-heads', `${FILE}:1:[program:$(reboot)]`), block('kept', 'x\ty')])).toEqual([]);
});
