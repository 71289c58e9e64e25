import { createHash } from 'node:crypto';

/**
 * A file name for a host, whatever its inventory calls it: the name itself where that is plain, else what is plain of it
 * and a hash. Two hosts never share one, on file systems that are blind to case neither.
 */
export function hostFileName(host: string): string {
  if (/^[a-z0-9][a-z0-9._-]{0,99}$/.test(host)) return host;
  const plain = host
    .toLowerCase()
    .replaceAll(/[^a-z0-9._-]+/g, '-')
    .replace(/^[._-]+/, '');
  return `${plain.slice(0, 60)}@${createHash('sha256').update(host).digest('hex').slice(0, 32)}`;
}
