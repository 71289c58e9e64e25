import { createHash } from 'node:crypto';

/** A public key's fingerprint as OpenSSH shows it: `SHA256:` and unpadded base64. */
export const fingerprint = (blob: Uint8Array): string =>
  `SHA256:${createHash('sha256').update(blob).digest('base64').replace(/=+$/, '')}`;

/** The type that a public key in SSH's wire form names itself, such as `ssh-ed25519`; empty if it is cut short. */
export function keyTypeOf(blob: Buffer): string {
  if (blob.length < 4) return '';
  const length = blob.readUInt32BE(0);
  return blob.length < 4 + length ? '' : blob.toString('latin1', 4, 4 + length);
}
