import { shellCommand } from '../../formats/shell-quote.ts';

/** As whom nginx's workers connect: as one that runs, else by the name that its configuration says, else unsaid. */
export type Worker =
  | { readonly from: 'process'; readonly uid: number; readonly gid: number; readonly groups: readonly number[] }
  | { readonly from: 'name'; readonly user: string }
  | { readonly from: 'binary'; readonly binary: string };

/** Defines `as_worker CMD…`, which fails where nothing on the host can become another user without leaving a trace. */
export function asWorker(worker: Worker): string {
  if (worker.from !== 'process') return byName(worker);
  const { uid, gid, groups } = worker;
  const list = groups.length === 0 ? ['--clear-groups'] : [`--groups=${groups.join(',')}`];
  return become(
    shellCommand([`--reuid=${uid}`, `--regid=${gid}`, ...list]),
    shellCommand([`--userspec=+${uid}:+${gid}`, `--groups=${groups.join(',')}`]),
  );
}

const byName = (worker: Exclude<Worker, { readonly from: 'process' }>): string => {
  const name =
    worker.from === 'name'
      ? `worker=${shellCommand([worker.user])}`
      : String.raw`worker=$(${shellCommand([worker.binary])} -V 2>&1 | sed -n 's/.* --user=\([^ ]*\).*/\1/p'); worker=${'${worker:-nobody}'}`;
  return `${name}\n${become('--reuid="$worker" --regid="$(id -g "$worker")" --init-groups', '--userspec="$worker"')}`;
};

// sudo, su and runuser write to the log of logins; these don't.
const become = (setpriv: string, chroot: string): string => String.raw`
as_worker() {
  if setpriv --help 2>&1 | grep -q -e --reuid; then
    setpriv ${setpriv} "$@"
  elif chroot --help 2>&1 | grep -q -e --userspec; then
    chroot ${chroot} / "$@"
  else
    return 1
  fi
}
`;
