/**
 * Two programs' lines on one event: each has its own clock, in whole seconds, and writes when it wakes up. FPM's master
 * may be a few seconds later than nginx, the kernel a few earlier.
 */
const SECONDS_APART = 4;

/** Whether two lines of different programs may speak of the same event. */
export const belongTogether = (one: { readonly at: number }, other: { readonly at: number }): boolean =>
  Math.abs(one.at - other.at) <= SECONDS_APART;
