import { connect, createServer, type Socket } from 'node:net';

/** A way to a port on this machine that can be cut as a network is: no goodbye on either side. */
export interface SeverableWay {
  readonly port: number;
  /** Cuts all connections; what was under way is lost. */
  sever(): void;
  /** From now on nobody gets through, or again anybody. */
  shut(isShut: boolean): void;
  close(): void;
}

/** Opens a port on 127.0.0.1 that leads to another one there. */
export function severableWay(target: number): Promise<SeverableWay> {
  const sockets = new Set<Socket>();
  let isBarred = false;
  const server = createServer((near) => {
    if (isBarred) {
      near.resetAndDestroy();
      return;
    }
    const far = connect(target, '127.0.0.1');
    for (const socket of [near, far]) sockets.add(socket.on('error', () => undefined).setNoDelay(true));
    near.pipe(far).pipe(near);
  });
  const sever = (): void => {
    for (const socket of sockets) socket.resetAndDestroy();
    sockets.clear();
  };
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      if (typeof address !== 'object' || address === null) throw new Error('no port');
      resolve({
        port: address.port,
        sever,
        shut: (isShut) => {
          isBarred = isShut;
        },
        close: () => server.close(),
      });
    });
  });
}
