const magic = 'openssh-key-v1\0';

/**
 * The public half of a private key in OpenSSH's format, which stays readable when the private half is encrypted; null
 * for other formats. Source: PROTOCOL.key of OpenSSH.
 */
export function publicBlobOf(text: string): Buffer | null {
  const body = /-----BEGIN OPENSSH PRIVATE KEY-----([^-]+)-----END/.exec(text)?.[1];
  if (body === undefined) return null;
  const bytes = Buffer.from(body, 'base64');
  if (!bytes.subarray(0, magic.length).equals(Buffer.from(magic))) return null;
  let at = magic.length;
  const next = (): Buffer | null => {
    if (at + 4 > bytes.length) return null;
    const end = at + 4 + bytes.readUInt32BE(at);
    if (end > bytes.length) return null;
    const field = bytes.subarray(at + 4, end);
    at = end;
    return field;
  };
  const header = [next(), next(), next()];
  if (header.includes(null)) return null;
  at += 4;
  return next();
}
