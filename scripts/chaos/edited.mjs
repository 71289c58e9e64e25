/** A snapshot as if nobody had edited that file, so that it can be compared: without the edit's line, and its time. */
export async function withoutEdit(host, { path, remark }, snapshot) {
  const [text] = (await host.run(`grep -vxF '${remark}' ${path} | sha256sum`)).split(' ');
  return withoutTime(path, snapshot).replace(new RegExp(`^(text ${path}) .*$`, 'm'), `$1 ${text}`);
}

/** A snapshot without the time of that file. */
export const withoutTime = (path, snapshot) =>
  snapshot
    .split('\n')
    .filter((line) => !line.startsWith(`time ${path} `))
    .join('\n');

/** Whether somebody's edit is nowhere any more: neither in the file nor aside, where an undo keeps newer versions. */
export async function lostEdit(host, { path, remark }) {
  const { status } = await host.ask(`grep -rqxF '${remark}' ${path} /var/lib/suture/tx/*/kept 2>/dev/null`);
  return status === 0 ? [] : [`the edit of ${path} is gone`];
}
