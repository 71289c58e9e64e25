import { draftNginxGate, draftService } from '../plan/drafts.ts';
import { nginxUnit } from '../plan/nginx-unit.ts';
import { numberArgument, textArgument } from './arguments.ts';
import { defineStep } from './define-step.ts';
import { draftWord } from './nginx-word.ts';
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
    const edit = draftWord(world, { file, line, start, from, to });
    return changesIf(edit, `${file}:${line} names ${to} already`, draftNginxGate(world), reload.change);
  },
});
