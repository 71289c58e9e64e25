import pLimit from 'p-limit';

/** Does a job for each host, so many at once; what a job throws becomes that host's own result and no other's. */
export async function fanOut<Host, Outcome>(
  hosts: readonly Host[],
  forks: number,
  job: (host: Host) => Promise<Outcome>,
  thrown: (host: Host, error: unknown) => Outcome,
): Promise<Outcome[]> {
  const limit = pLimit(forks);
  return Promise.all(
    hosts.map((host) =>
      limit(async () => {
        try {
          return await job(host);
        } catch (error) {
          return thrown(host, error);
        }
      }),
    ),
  );
}
