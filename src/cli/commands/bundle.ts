import about from '../../../package.json' with { type: 'json' };
import { readEvidence } from '../../apply/journal/evidence.ts';
import { readRun } from '../../apply/journal/read-run.ts';
import { writeDurably } from '../../apply/journal/write-durably.ts';
import { UserError } from '../../base/user-error.ts';
import { painter } from '../../report/human/style.ts';
import { type Bundle, bundleOf } from '../../run/bundle.ts';
import { EXIT } from '../exit.ts';
import { findRun } from '../find-run.ts';
import { stateDir } from '../state-dir.ts';
import { writeOut } from '../write-out.ts';
import { recordedText } from './show.ts';

/** `bundle`'s options. */
export interface BundleOptions {
  readonly out?: string;
  readonly stateDir?: string;
}

const PAGE = { paint: painter(false), width: 100, verbosity: 1, options: [], limit: null };

/** `suture bundle RUN`: a run in one JSON document, redacted, on stdout or in a new file that only its owner reads. */
export async function bundle(name: string, { out, stateDir: folder }: BundleOptions): Promise<number> {
  const state = stateDir(folder);
  const record = await findRun(state, name);
  const { run } = record.started;
  const journal = (await readRun(state, run)) ?? { events: [], torn: false, damaged: [] };
  const packed = bundleOf({
    madeBy: about.version,
    started: record.started,
    summary: recordedText(record, record.hosts, PAGE),
    journal,
    evidence: await readEvidence(state, run),
  });
  const text = `${JSON.stringify(packed, null, 1)}\n`;
  if (out === undefined) writeOut(text);
  else await write(out, text, packed);
  return EXIT.ok;
}

async function write(out: string, text: string, { run, evidence, gaps }: Bundle): Promise<void> {
  await writeDurably(out, text).catch((error: unknown) => {
    const why = error instanceof Error ? error.message : String(error);
    throw new UserError([{ code: 'unwritable', message: `${out} can't be written: ${why}` }]);
  });
  const hosts = evidence.map(({ host }) => host).join(', ');
  process.stderr.write(`suture: run ${run} is packed into ${out}, with what was seen of ${hosts || 'no host'}\n`);
  for (const gap of gaps) process.stderr.write(`suture: ${gap}\n`);
}
