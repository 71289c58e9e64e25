import pLimit from 'p-limit';

/** Does a job when its turn has come. */
export interface Turns {
  readonly take: <Outcome>(job: () => Promise<Outcome>) => Promise<Outcome>;
  /** Whether a job would have to wait now. */
  readonly isBusy: () => boolean;
}

/** Lets jobs go one after the other until something is so; from then on all that wait go together. */
export function oneByOne(until: () => boolean): Turns {
  const alone = pLimit(1);
  let taken = 0;
  const take = async <Outcome>(job: () => Promise<Outcome>): Promise<Outcome> => {
    taken += 1;
    try {
      const own = await alone(async () => (until() ? null : { outcome: await job() }));
      return own === null ? await job() : own.outcome;
    } finally {
      taken -= 1;
    }
  };
  return { take, isBusy: () => taken > 0 && !until() };
}
