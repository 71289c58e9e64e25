import { askProbe } from '../../src/collect/ask-probe.ts';
import { openTransactionsOf } from '../../src/collect/first-round/open-transactions.ts';
import type { Fact } from '../../src/facts/fact.ts';
import type { OpenTransaction } from '../../src/facts/open-transaction.ts';
import type { ReadSession } from '../../src/transport/session.ts';

/** What a host tells of the transactions in a state folder, asked whatever the rest of it says. */
export async function openTransactions(
  session: ReadSession,
  state?: string,
): Promise<Fact<readonly OpenTransaction[]>> {
  const collector = { ...openTransactionsOf(state), when: null };
  const answers = await askProbe(session, { prelude: ':', lanes: [[collector]] }, 30_000);
  if (!answers.ok) throw new Error(answers.error.message);
  return answers.value(collector);
}
