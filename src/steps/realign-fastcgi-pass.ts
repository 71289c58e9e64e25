import { lex } from '../formats/nginx/lex.ts';
import { replaceSpans } from '../formats/nginx/replace-spans.ts';
import { draftEdit, draftNginxGate, draftService } from '../plan/drafts.ts';
import { nginxUnit } from '../plan/nginx-unit.ts';
import { fileIn } from '../plan/world.ts';
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
    const start = numberArgument(given, 'start');
    const from = textArgument(given, 'from');
    const to = textArgument(given, 'to');
    if (file === null || line === null || start === null || from === null || to === null) {
      return refused('no finding names the address');
    }
    const unit = nginxUnit(world);
    if (unit === null) return refused('no unit runs nginx, so systemd cannot reload it');
    const reload = draftService(world, unit, 'reload');
    if (reload.kind !== 'draft') return refused(reload.kind === 'impossible' ? reload.why : `${unit} needs nothing`);
    const index = tokenAt(fileIn(world, file)?.textOnHost ?? '', start);
    const edit = draftEdit(world, file, `line ${line}: ${from} -> ${to}`, (text) => replace(text, index, from, to));
    return changesIf(edit, `${file}:${line} names ${to} already`, draftNginxGate(world), reload.change);
  },
});

const tokenAt = (text: string, start: number): number => lex(text).tokens.findIndex(({ span }) => span.start === start);

/**
 * Null where the token isn't the address any more. Tokens are counted, as an edit planned before moves offsets but
 * puts one token in the place of one.
 */
function replace(text: string, index: number, from: string, to: string): string | null {
  const token = lex(text).tokens[index];
  if (token?.text === to) return text;
  if (token?.text !== from) return null;
  const replaced = replaceSpans(text, [{ span: token.span, text: to }]);
  return replaced.ok ? replaced.value : null;
}
