/** Starts counting; each call of what it returns gives the whole milliseconds since, by the monotonic clock. */
export function stopwatch(): () => number {
  const start = performance.now();
  return () => Math.round(performance.now() - start);
}
