/**
 * Who holds a socket by ss's `users:(("php-fpm8.2",pid=40,fd=8),…)`; of several the one with the lowest pid, which is
 * the master where workers inherit its socket. Nulls where ss doesn't say.
 */
export function holderOf(users: string | undefined): { readonly pid: number | null; readonly process: string | null } {
  let lowest: { readonly pid: number; readonly process: string } | null = null;
  for (const [, process = '', digits] of (users ?? '').matchAll(/\("([^"]*)",pid=(\d+),/g)) {
    const pid = Number(digits);
    if (lowest === null || pid < lowest.pid) lowest = { pid, process };
  }
  return lowest ?? { pid: null, process: null };
}
