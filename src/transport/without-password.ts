import type { Become } from '../inventory/inventory.ts';

/** A text of a host's without sudo's password, wherever the host echoes it; for everything that people are told. */
export const withoutPassword = (text: string, become: Become | null): string =>
  become?.password == null || become.password === '' ? text : text.replaceAll(become.password, '[redacted]');
