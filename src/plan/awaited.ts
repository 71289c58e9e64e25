/** What a host can be waited for. */
export type Awaited = AwaitedPort | AwaitedSocket | AwaitedPath | AwaitedUnit | AwaitedAnswer | AwaitedTime;

/** All of the time passes: nothing is asked. */
interface AwaitedTime {
  readonly kind: 'time';
}

/** Something takes connections at an address (a name, or an IP address without brackets), or nothing does. */
interface AwaitedPort {
  readonly kind: 'port';
  readonly host: string;
  readonly port: number;
  readonly state: 'started' | 'stopped';
}

/** A process listens on a unix socket, or none does. */
interface AwaitedSocket {
  readonly kind: 'socket';
  readonly path: string;
  readonly state: 'started' | 'stopped';
}

/** Something stands at a path, or nothing does. */
interface AwaitedPath {
  readonly kind: 'path';
  readonly path: string;
  readonly state: 'present' | 'absent';
}

/** systemd says `active` of a unit, or something else. */
interface AwaitedUnit {
  readonly kind: 'unit';
  readonly unit: string;
  readonly state: 'started' | 'stopped';
}

/** The host's own web server answers a GET with one of these statuses, and with a text in the body. */
export interface AwaitedAnswer {
  readonly kind: 'answer';
  /** As curl is to be given it: over TLS it names the site, for the handshake. */
  readonly url: string;
  /** A loopback address, an IPv6 one in brackets, and its port. */
  readonly address: string;
  readonly port: number;
  readonly path: string;
  /** What stands in the request's `Host`. */
  readonly name: string;
  readonly statuses: readonly number[];
  readonly contains: string | null;
}
