import type { CommandAnswer, CommandQuestion } from '../../facts/asked.ts';
import { type Fact, known, unknown } from '../../facts/fact.ts';
import { shellCommand } from '../../formats/shell-quote.ts';
import type { Block } from '../shell/blocks.ts';

/** How long one command may take. */
const SECONDS = 10;

/** Defines `ask_command FOLDER COMMAND…`: how the command ends; nothing of its output is kept. */
export const commandWords = String.raw`
ask_command() {
  folder=$1
  shift
  if command -v timeout >/dev/null 2>&1; then set -- timeout -k 5 ${SECONDS} "$@"; fi
  (cd -- "$folder" && exec "$@") </dev/null >/dev/null 2>&1
  block status "$?"
}
`;

/** The call that asks how a command ends. */
export const askCommand = ({ argv, folder }: CommandQuestion): string => shellCommand(['ask_command', folder, ...argv]);

/** Reads how it ended. */
export function commandAnswer(blocks: readonly Block[]): Fact<CommandAnswer> {
  const text = blocks.find(({ name }) => name === 'status')?.text ?? '';
  return /^\d{1,3}$/.test(text) ? known({ status: Number(text) }) : unknown('the host did not say how it ended');
}
