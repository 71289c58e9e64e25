/** What a job gives; or, as soon as the signal is aborted, what stands in its place: nobody waits for the job then. */
export function unlessInterrupted<Outcome>(
  signal: AbortSignal,
  job: () => Promise<Outcome>,
  instead: () => Outcome,
): Promise<Outcome> {
  if (signal.aborted) return Promise.resolve(instead());
  return new Promise((resolve, reject) => {
    const giveUp = (): void => resolve(instead());
    signal.addEventListener('abort', giveUp, { once: true });
    job()
      .then(resolve, reject)
      .finally(() => signal.removeEventListener('abort', giveUp));
  });
}
