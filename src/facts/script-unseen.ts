import type { PathState } from './file.ts';
import type { SiteStatus } from './network.ts';
import type { Site } from './topology.ts';

/** What PHP-FPM says where it finds no script. Source: sapi/fpm/fpm/fpm_main.c. */
export const NO_SCRIPT = 'File not found.';

/** Whether a page is PHP's own word that it has no script to run, or may not: then nginx handed the request on. */
export const isPhpsRefusal = (excerpt: string): boolean =>
  [NO_SCRIPT, 'No input file specified.', 'Access denied.'].includes(excerpt);

/**
 * Whether PHP-FPM finds no script though one is there, or though its folder is not even on this host: then its 404 is not the
 * site's own. A script that is missing from a folder that is there was always missing.
 */
export function isScriptUnseen(
  { script }: Pick<Site, 'script'>,
  { status, answer }: Pick<SiteStatus, 'status' | 'answer'>,
  paths: readonly PathState[],
): boolean {
  if (status !== 404 || answer?.excerpt !== NO_SCRIPT || script.state !== 'named') return false;
  const path = paths.find((each) => each.path === script.path);
  if (path === undefined) return false;
  return path.kind !== 'missing' || path.folders.some(({ exists }) => !exists);
}
