import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { blocksOf, blockText } from '../../../src/collect/shell/blocks.ts';
import { clockOf } from '../../../src/collect/shell/clock.ts';
import { sectionWords } from '../../../src/collect/shell/words.ts';
import { shells } from '../shells.ts';

const folder = mkdtempSync(join(tmpdir(), 'suture-clock-'));
afterAll(() => rmSync(folder, { recursive: true }));

test.each(shells)('under %s both clocks are read together, even where date is slow to start at first', (shell) => {
  const marker = join(folder, shell.replaceAll('/', '-'));
  const busyHost = `date() { [ -e '${marker}' ] || { : >'${marker}'; sleep 0.4; }; command date "$@"; }`;
  const sh = shell.endsWith('busybox') ? ['sh', '-s'] : ['-s'];
  const printed = execFileSync(shell, sh, { input: `${sectionWords}\n${busyHost}\nsay_clock\n` });
  const booted = clockOf(blockText(blocksOf(printed), 'clock'))?.fromTicks(0) ?? 0;
  const uptime = Number(readFileSync('/proc/uptime', 'utf8').split(' ')[0]);
  expect(Math.abs(Date.now() / 1000 - uptime - booted)).toBeLessThan(0.3);
});
