import type { SavedPlanView } from '../../run/host-report.ts';
import { quoted } from '../../formats/quoted.ts';
import { names } from './names.ts';
import type { Page } from './page.ts';
import { inLine, labelled, plural } from './wrap.ts';

/** Whose plan it is that is going to be applied, and what it is known by. */
export function planHeadText(plan: SavedPlanView, { paint, width }: Page): string {
  const lines = [
    `${paint('bold', `plan ${plan.hash.slice(0, SHORT)}`)}: ${plural(plan.hosts, 'host')}, ${inLine(plan.file)}`,
    ...labelled('made', `${plan.madeAt} by ${quoted(plan.by)} with Suture ${quoted(plan.version)}`, width),
    ...labelled('hosts', names(plan.hostNames.map(inLine)), width),
    ...labelled('playbook', quoted(plan.playbook), width),
    ...labelled(
      'signed',
      plan.signedBy === undefined ? 'nobody asked by whom (--signed-by)' : `by ${inLine(plan.signedBy)}`,
      width,
    ),
    ...labelled('good until', inLine(plan.expiresAt), width),
  ];
  return `${lines.join('\n')}\n`;
}

/** That a plan was saved, and what to know of its file. */
export function planSavedText(plan: SavedPlanView, { width }: Page): string {
  const what = `plan ${plan.hash.slice(0, SHORT)} for ${plural(plan.hosts, 'host')}, good until ${plan.expiresAt}`;
  const lines = [
    '',
    ...labelled('saved', inLine(`${plan.file}: ${what}`), width),
    ...labelled('', 'it holds the text of files, so only you can read it', width),
  ];
  return `${lines.join('\n')}\n`;
}

/** As much of a hash as people read to each other. */
const SHORT = 12;
