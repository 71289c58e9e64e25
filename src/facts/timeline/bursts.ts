/** Puts together what happened within `gap` seconds of what came before it; each group oldest first, as are the groups. */
export function inBursts<Event extends { readonly at: number }>(
  events: readonly Event[],
  gap: number,
): readonly (readonly Event[])[] {
  const bursts: Event[][] = [];
  for (const event of events.toSorted((one, other) => one.at - other.at)) {
    const last = bursts.at(-1);
    const before = last?.at(-1);
    if (last !== undefined && before !== undefined && event.at - before.at <= gap) last.push(event);
    else bursts.push([event]);
  }
  return bursts;
}
