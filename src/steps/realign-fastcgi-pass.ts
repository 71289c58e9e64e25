import { lex } from '../formats/nginx/lex.ts';
import { draftEdit, draftNginxGate, draftService } from '../plan/drafts.ts';
import { nginxUnit } from '../plan/nginx-unit.ts';
import { numberArgument, textArgument } from './arguments.ts';
import { defineStep } from './define-step.ts';
import { changesIf, refused } from './outcome.ts';

/** Replaces one address in nginx's files by the one that PHP-FPM listens on, and nothing else. */
export const realignFastcgiPass = defineStep({
  name: 'realign_fastcgi_pass',
  summary: 'write the address that PHP-FPM listens on where nginx names another; nginx -t; reload',
  arguments: {},
  plan: ({ world, with: given }) => {
    const file = textArgument(given, 'file');
    const line = numberArgument(given, 'line');
    const from = textArgument(given, 'from');
    const to = textArgument(given, 'to');
    if (file === null || line === null || from === null || to === null) return refused('no finding names the address');
    const unit = nginxUnit(world);
    if (unit === null) return refused('no unit runs nginx, so systemd cannot reload it');
    const reload = draftService(world, unit, 'reload');
    if (reload.kind !== 'draft') return refused(reload.kind === 'impossible' ? reload.why : `${unit} needs nothing`);
    const edit = draftEdit(world, file, `line ${line}: ${from} -> ${to}`, (text) => replaceWord(text, line, from, to));
    return changesIf(edit, `${file}:${line} names ${to} already`, draftNginxGate(world), reload.change);
  },
});

/** Null where the line has no such word. An earlier edit may have moved the word along its line, not off it. */
function replaceWord(text: string, line: number, from: string, to: string): string | null {
  const tokens = lex(text).tokens.filter(({ span }) => lineOf(text, span.start) === line);
  const word = tokens.find((token) => token.text === from);
  if (word !== undefined) return text.slice(0, word.span.start) + to + text.slice(word.span.end);
  return tokens.some((token) => token.text === to) ? text : null;
}

const lineOf = (text: string, offset: number): number => text.slice(0, offset).split('\n').length;
