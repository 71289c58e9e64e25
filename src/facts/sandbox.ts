import type { Unit } from './system.ts';

/** What a unit's set-up makes of a path: hidden, or there to be read only; and by which of its lines. */
export interface Restriction {
  readonly how: 'hidden' | 'read-only';
  /** `ProtectHome=yes` */
  readonly by: string;
}

/**
 * How a unit's sandbox changes what stands at a path for its processes; null where it doesn't, as far as it is known. Its
 * own /tmp is another matter. Source: systemd.exec(5), "Sandboxing".
 */
export function restrictionOf(path: string, { settings, privateTmp }: Unit): Restriction | null {
  if (settings === undefined) return null;
  const below = (folder: string): boolean => path === folder || path.startsWith(folder === '/' ? '/' : `${folder}/`);
  const listed = (paths: readonly string[] = []): string | undefined =>
    paths.map((each) => each.replace(/^[-+]+/, '').replace(/(.)\/$/, '$1')).find(below);
  const bound = listed((settings.bound ?? []).map(({ to }) => to));
  const { rootDirectory, protectHome, protectSystem } = settings;
  if (bound !== undefined) return null;
  if (rootDirectory !== '' && rootDirectory !== '/' && !below(rootDirectory)) {
    return { how: 'hidden', by: `RootDirectory=${rootDirectory}` };
  }
  const inaccessible = listed(settings.inaccessiblePaths);
  if (inaccessible !== undefined) return { how: 'hidden', by: `InaccessiblePaths=${inaccessible}` };
  const emptied = listed(settings.temporaryFileSystems);
  if (emptied !== undefined) return { how: 'hidden', by: `TemporaryFileSystem=${emptied}` };
  const atHome = HOMES.some(below);
  if (atHome && (protectHome === 'yes' || protectHome === 'tmpfs')) {
    return { how: 'hidden', by: `ProtectHome=${protectHome}` };
  }
  if (settings.privateDevices === true && below('/dev') && !OWN_DEVICES.test(path)) {
    return { how: 'hidden', by: 'PrivateDevices=yes' };
  }
  // The narrower of two lists counts.
  const open = longest([...settings.readWritePaths, ...(settings.ownFolders ?? [])], below);
  const closed = longest(settings.readOnlyPaths, below);
  if (closed.length > open.length) return { how: 'read-only', by: `ReadOnlyPaths=${closed}` };
  if (open !== '') return null;
  if (atHome && protectHome === 'read-only') return { how: 'read-only', by: 'ProtectHome=read-only' };
  const system = protectSystem === '' || protectSystem === 'no' ? [] : ['/usr', '/boot', '/efi'];
  const locked =
    protectSystem === 'strict'
      ? !['/dev', '/proc', '/sys', ...(privateTmp ? ['/tmp', '/var/tmp'] : [])].some(below)
      : [...system, ...(protectSystem === 'full' ? ['/etc'] : [])].some(below);
  return locked ? { how: 'read-only', by: `ProtectSystem=${protectSystem}` } : null;
}

const HOMES = ['/home', '/root', '/run/user'];

/** What PrivateDevices= leaves. */
const OWN_DEVICES =
  /^\/dev(?:$|\/(?:null|zero|full|random|urandom|tty|pts|ptmx|shm|mqueue|hugepages|log|stdin|stdout|stderr|fd|core)(?:\/|$))/;

/** The longest of the listed folders that a path is in; empty for none. */
const longest = (folders: readonly string[], below: (folder: string) => boolean): string =>
  folders
    .map((each) => each.replace(/^[-+]+/, ''))
    .filter(below)
    .reduce((most, each) => (each.length > most.length ? each : most), '');
