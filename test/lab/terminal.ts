import { spawn } from 'node:child_process';
import { once } from 'node:events';

import { shellCommand } from '../../src/formats/shell-quote.ts';
import { until } from './until.ts';

/** A command at a terminal of its own, with somebody who types. */
export interface Terminal {
  /** Everything that was shown so far. */
  readonly shown: () => string;
  /** Waits until a text was shown that wasn't shown when this was last asked, then types a line. */
  readonly answer: (question: string, line: string) => Promise<void>;
  readonly waitFor: (text: string) => Promise<void>;
  /** The exit code. */
  readonly ended: Promise<number | null>;
}

/** Starts a Node program's words in a terminal of 100 columns. */
export function atTerminal(words: readonly string[]): Terminal {
  const line = `stty columns 100; ${shellCommand([process.execPath, ...words])}`;
  const terminal = spawn('script', ['-qfec', line, '/dev/null'], { stdio: ['pipe', 'pipe', 'ignore'] });
  let shown = '';
  let read = 0;
  terminal.stdout.setEncoding('utf8').on('data', (text: string) => (shown += text));
  const ended = once(terminal, 'close').then(([code]) => code as number | null);
  const waitFor = async (text: string): Promise<void> => {
    await until(`the terminal shows ${text}`, () => shown.includes(text, read));
    read = shown.indexOf(text, read) + text.length;
  };
  return {
    shown: () => shown,
    waitFor,
    answer: async (question, text) => {
      await waitFor(question);
      terminal.stdin.write(`${text}\n`);
    },
    ended,
  };
}
