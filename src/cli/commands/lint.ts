import { jinja } from '../../inventory/jinja.ts';
import { plural } from '../../report/human/wrap.ts';
import { EXIT } from '../exit.ts';
import { loadPlaybook } from '../load-playbook.ts';
import { engineMistakes } from '../engine-mistakes.ts';
import { writeOut } from '../write-out.ts';

/** `suture lint PLAYBOOK`: all that is wrong with a playbook whatever the hosts say; contacts nobody. */
export async function lint(name: string): Promise<number> {
  const { file, plays } = await loadPlaybook(name, engineMistakes(jinja(process.env)));
  const steps = plays.reduce((sum, play) => sum + play.steps.length, 0);
  writeOut(`${file}: no mistakes in ${plural(plays.length, 'play')} of ${plural(steps, 'step')}\n`);
  return EXIT.ok;
}
