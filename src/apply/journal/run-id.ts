import { randomInt } from 'node:crypto';

/** Names a run by its start in UTC and four random characters: `20261121T074512Z-k3f9`. */
export function newRunId(now: Date): string {
  const stamp = now.toISOString().replaceAll(/[-:]|\.\d+/g, '');
  const tail = Array.from({ length: 4 }, () => randomInt(36).toString(36)).join('');
  return `${stamp}-${tail}`;
}

/** Whether a text is a run's id; nothing else may become part of a path or of a script. */
export const isRunId = (text: string): boolean => /^\d{8}T\d{6}Z-[a-z0-9]{4}$/.test(text);

/** What a run's second transaction on a host is called: that of its playbook's blocks. It sorts after the first. */
export const afterwardsOf = (run: string): string => `${run}-after`;

/** The run that a transaction belongs to. */
export const runOf = (transaction: string): string => transaction.replace(/-after$/, '');

/** Stops a program that would use anything but the name of a run's transaction as one. */
export function assertTransactionId(transaction: string): void {
  assertRunId(runOf(transaction));
}

/** Stops a program that would use anything but a run's id as one. */
export function assertRunId(run: string): void {
  if (!isRunId(run)) throw new Error(`not a run id: ${JSON.stringify(run)}`);
}
