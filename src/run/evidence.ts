import type { ApplyIntent } from './apply-intent.ts';
import type { HostError } from './host-report.ts';
import type { Ready } from './prepare.ts';
import { recordOf } from './record.ts';

/** A host as it was seen. */
interface Seen extends Pick<Ready, 'look' | 'lookedAt'> {
  readonly connection: { readonly host: string };
}

/** Keeps what was seen of a host, as a repair destroys it; an error where it can't be kept: then nothing may be changed. */
export async function keepEvidence(
  { keepEvidence: keep }: Pick<ApplyIntent, 'keepEvidence'>,
  { connection, look, lookedAt }: Seen,
): Promise<HostError | null> {
  try {
    await keep(recordOf(connection.host, look.facts, lookedAt));
    return null;
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    const message = `what was seen of the host could not be kept first: ${why}`;
    return {
      reason: 'evidence-not-kept',
      message,
      hint: 'nothing was changed; see to the state folder, and run again',
    };
  }
}
