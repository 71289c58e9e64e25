import { connect, createServer } from 'node:net';

/** The ways on which nothing arrives any more. */
export const DIRECTIONS = { both: ['near', 'far'], 'to the host': ['near'], 'from the host': ['far'] };

/**
 * A port on 127.0.0.1 that leads to a host's sshd and can break as a network does: `cut` resets what is under way, and
 * `swallow` lets nothing through while both ends believe in their connection, until `restore`.
 */
export async function openWay(targetPort) {
  const pairs = new Set();
  let swallowed = [];
  const apply = ({ near, far }) => {
    for (const [name, socket, other] of [
      ['near', near, far],
      ['far', far, near],
    ]) {
      socket.unpipe(other);
      if (swallowed.includes(name)) socket.pause();
      else socket.pipe(other);
    }
  };
  const server = createServer((near) => {
    const pair = { near, far: connect(targetPort(), '127.0.0.1') };
    pairs.add(pair);
    for (const socket of [pair.near, pair.far]) {
      socket.setNoDelay(true).on('error', () => undefined);
      socket.on('close', () => {
        pairs.delete(pair);
        // A goodbye is swallowed too.
        if (swallowed.length === 0) for (const each of [pair.near, pair.far]) each.destroySoon();
      });
    }
    apply(pair);
  });
  const swallow = (directions) => {
    swallowed = directions;
    for (const pair of pairs) apply(pair);
  };
  const cut = () => {
    for (const { near, far } of pairs) for (const socket of [near, far]) socket.resetAndDestroy();
    pairs.clear();
  };
  await new Promise((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  return {
    port: server.address().port,
    cut,
    swallow,
    restore: () => swallow([]),
    close: () => {
      cut();
      server.close();
    },
  };
}
