/** A piece of a `log_format`: text as it is, or a variable by its name. */
export type LogPiece = { readonly text: string } | { readonly variable: string };

/** What nginx writes where `access_log` names no format. Source: ngx_http_log_module. */
export const COMBINED =
  '$remote_addr - $remote_user [$time_local] "$request" $status $body_bytes_sent "$http_referer" "$http_user_agent"';

/**
 * Takes a log format apart. Of variables that nothing stands between only the last is kept by name, since nobody can say where
 * the one before ends: it comes without a name. Null for a format of several lines.
 */
export function logPieces(format: string): readonly LogPiece[] | null {
  if (/[\n\r]/.test(format)) return null;
  const pieces: LogPiece[] = [];
  for (const [, braced, bare, text] of format.matchAll(/\$\{(\w+)\}|\$(\w+)|([^$]+|\$)/g)) {
    const last = pieces.at(-1);
    const variable = braced ?? bare;
    if (variable === undefined) pieces.push({ text: text ?? '' });
    else if (last !== undefined && 'variable' in last) pieces[pieces.length - 1] = { variable: '' };
    else pieces.push({ variable });
  }
  return pieces;
}
