/** Where Suture keeps its things on a host; another folder only in tests. */
export interface HostPlaces {
  /** Root's own folder: the lock, the host's log, one folder for each transaction. */
  readonly state: string;
}

/** The places on a real host. */
export const hostPlaces: HostPlaces = { state: '/var/lib/suture' };
