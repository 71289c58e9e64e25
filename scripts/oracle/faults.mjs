/**
 * The ways in which a route can fail that is drawn on a host: which routes a fault fits, whether nginx learns of it only
 * from a visitor, and what it makes of the route.
 */
const behaves = (behaviour) => (route) => ({ ...route, behaviour });
const ofProgram = ({ owner }) => owner !== undefined && owner !== 'pool' && owner !== 'shop';
const ofPhp = ({ owner }) => owner === 'pool' || owner === 'shop';
const ofFiles = ({ kind }) => kind === 'static' || kind === 'alias';
/** An address beside the right one, at which nobody listens. */
const beside = (address) => address.replace(/\d+$/, (port) => Number(port) + 1000).replace(/\.sock$/, '9.sock');
const asksBeside = (route) => ({ ...route, asks: beside(route.address) });
const atPath = ({ address }) => address?.startsWith('/') ?? false;

export const faults = {
  stopped: { fits: (route) => ofProgram(route) && route.owner !== 'socket', make: behaves('stopped') },
  killed: { fits: (route) => ofProgram(route) && atPath(route) && route.owner !== 'socket', make: behaves('killed') },
  'failed-start': { fits: ofProgram, make: behaves('failed-start') },
  'wrong-address': { fits: ofProgram, make: asksBeside },
  denied: {
    fits: (route) => atPath(route) && (ofPhp(route) || route.owner === 'unit' || route.owner === 'hand'),
    make: behaves('denied'),
  },
  'folder-denied': { fits: atPath, make: behaves('folder-denied') },
  closes: { fits: ofProgram, visited: true, make: behaves('closes') },
  garbage: { fits: ofProgram, visited: true, make: behaves('garbage') },
  slow: { fits: (route) => ofProgram(route) || ofPhp(route), visited: true, make: behaves('slow') },
  'says-500': { fits: ofProgram, visited: true, make: behaves('says-500') },
  'says-503': { fits: ofProgram, visited: true, make: behaves('says-503') },
  'big-header': { fits: (route) => ofProgram(route) || ofPhp(route), visited: true, make: behaves('big-header') },
  'bad-header': { fits: (route) => ofProgram(route) || ofPhp(route), visited: true, make: behaves('bad-header') },
  'pool-gone': { fits: ofPhp, make: behaves('pool-gone') },
  'pool-elsewhere': { fits: ofPhp, make: asksBeside },
  'fpm-stopped': { fits: ofPhp, make: behaves('fpm-stopped') },
  fatal: { fits: ofPhp, visited: true, make: behaves('fatal') },
  // Nobody but its author knows that any other page ought to be there.
  'script-gone': { fits: ({ kind }) => kind === 'php-index', visited: true, make: behaves('script-gone') },
  'script-denied': { fits: ofPhp, visited: true, make: behaves('script-denied') },
  segfault: { fits: ofPhp, visited: true, make: behaves('segfault') },
  'files-gone': { fits: (route) => ofFiles(route) && route.path === '/', visited: true, make: behaves('files-gone') },
  'files-denied': { fits: ofFiles, visited: true, make: behaves('files-denied') },
  cycle: { fits: ({ kind }) => kind === 'static', visited: true, make: behaves('cycle') },
  'nginx-stopped': { fits: () => true, make: behaves('nginx-stopped') },
};
