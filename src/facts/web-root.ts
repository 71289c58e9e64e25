/** What stands in a folder from which nginx serves a site that answered that there is nothing; asked only of such. */
export interface WebRoot {
  /** As nginx's files name it. */
  readonly path: string;
  readonly state: WebRootState;
  /** The deepest folder on the way to it that is there: itself, where it is. */
  readonly above: string;
  /** When something was last made, removed or renamed in that folder, seconds since the epoch. */
  readonly changedAt: number;
  /** The link on the way that leads to nothing, as `/srv/current -> /srv/releases/7`; null where there is none. */
  readonly deadLink: string | null;
  /** The folder on the way that /etc/fstab wants mounted and that isn't; null where there is none. */
  readonly unmounted: string | null;
  /** What in it could be a first page: `index.php`, `index.html`; a few. */
  readonly indexes: readonly string[];
}

/** `closed`: whoever asks may not look into it. */
type WebRootState = 'there' | 'empty' | 'missing' | 'no-folder' | 'closed';
