import { randomBytes } from 'node:crypto';
import { err, ok, type Result } from '../base/result.ts';
import type { Fact } from '../facts/fact.ts';
import type { FactValues } from '../facts/host-facts.ts';
import type { ReadSession, SessionError } from '../transport/session.ts';
import { compose, type Probe } from './compose.ts';
import type { Collector } from './define-collector.ts';
import { sectionsOf } from './frames.ts';

/** The answer to each question of a probe. */
export type Answers = <Name extends keyof FactValues>(collector: Collector<Name>) => Fact<FactValues[Name]>;

/** Asks a host all questions of a probe in one go; an error where it is lost, or says nothing at all. */
export async function askProbe(
  session: ReadSession,
  probe: Probe,
  timeoutMs: number,
): Promise<Result<Answers, SessionError>> {
  const boundary = `suture-${randomBytes(16).toString('hex')}`;
  // A second is left for what comes before and after the sections.
  const script = compose(probe, boundary, Math.max(1, Math.floor(timeoutMs / 1000) - 1));
  const asked = await session.ask(script, { timeoutMs, maxOutputBytes: 32 * 1024 * 1024 });
  if (!asked.ok) return asked;
  const sections = sectionsOf(asked.value.stdout, boundary);
  if (sections.size === 0) return err(saidNothing(asked.value));
  return ok((collector) => collector.parse(sections.get(collector.fact)));
}

const saidNothing = ({ exitCode, stderr }: { exitCode: number | null; stderr: string }): SessionError => ({
  reason: 'exec-failed',
  message: `the probe printed nothing and ended with status ${exitCode ?? 'none'}: ${stderr.trim().slice(0, 300)}`,
  hint: null,
});

/** What the snippets of a probe want to know of who asks. */
export const askWho = 'user_id=$(id -u)\nexport user_id\n';
