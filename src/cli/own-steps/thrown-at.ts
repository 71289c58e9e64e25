import { spawnSync } from 'node:child_process';
import { resolve } from 'node:path';
import { type Place, showPlace } from '../../base/place.ts';

/** Where in a file an error was thrown, as `file:line:column`; the file alone where the error doesn't say. */
export function thrownAt(file: string, error: unknown): string {
  const place = thrownPlace(file, error);
  return place === null ? file : showPlace(place);
}

/** Where in a file an error was thrown, by its stack. A mistake of syntax is asked for again: what is imported doesn't tell its line. */
export function thrownPlace(file: string, error: unknown): Place | null {
  const said =
    error instanceof SyntaxError ? spawnSync(process.execPath, ['--check', file], { encoding: 'utf8' }).stderr : '';
  const stack = error instanceof Error ? `${said}\n${error.stack ?? ''}` : '';
  const path = resolve(file);
  for (const line of stack.split('\n')) {
    const at = line.indexOf(`${path}:`);
    const [, number, column = '1'] = at < 0 ? [] : (/^(\d+)(?::(\d+))?/.exec(line.slice(at + path.length + 1)) ?? []);
    if (number !== undefined) return { file, line: Number(number), column: Number(column) };
  }
  return null;
}
