/** Exit codes that aren't made from a report. */
export const EXIT = { ok: 0, internal: 1, usage: 2, unreachable: 5, refused: 8, interrupted: 130 } as const;
