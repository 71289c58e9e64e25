/** What SELinux or AppArmor kept a program from, as the kernel's audit tells it. */
export interface Denial {
  /** Seconds since the epoch. */
  readonly at: number;
  readonly by: 'selinux' | 'apparmor';
  readonly pid: number | null;
  /** The short name of the process. */
  readonly program: string;
  /** SELinux's permissions (`connectto`), or AppArmor's operation (`connect`). */
  readonly what: string;
  /** Who asked: SELinux's context, or AppArmor's profile. */
  readonly subject: string;
  /** SELinux's context of what was asked for; empty where AppArmor speaks. */
  readonly object: string;
  /** SELinux's class of it (`unix_stream_socket`), or AppArmor's family of addresses. */
  readonly kind: string;
  /** Its path, or only its name; null where it has none. */
  readonly name: string | null;
  readonly port: number | null;
  readonly text: string;
}

/**
 * Reads a line of audit.log, of `dmesg`, or of `journalctl -o short-unix`; null where it tells of no denial. What a
 * permissive domain was allowed all the same is none. Source: avc_audit_post_callback (Linux), audit_cb (AppArmor).
 */
export function parseDenial(line: string): Denial | null {
  const at = Number(/\baudit\((\d{9,11}\.\d+):\d+\)/.exec(line)?.[1] ?? /^(\d{9,11}\.\d+) /.exec(line)?.[1]);
  // auditd repeats the numbers as names behind a separator.
  const text = (/(?:avc: |apparmor=).*/.exec(line)?.[0] ?? '').split('\x1d')[0]?.trim().slice(0, 400) ?? '';
  if (text === '' || !(at > 0)) return null;
  const value = (key: string): string => {
    const [, quoted, bare = ''] = new RegExp(`(?:^| )${key}=(?:"([^"]*)"|(\\S+))`).exec(text) ?? [];
    return quoted ?? decoded(key, bare);
  };
  const number = (key: string): number | null => (/^\d{1,7}$/.test(value(key)) ? Number(value(key)) : null);
  const common = { at, pid: number('pid'), program: value('comm'), text };
  const named = value('path') || value('name') || value('addr') || value('peer_addr');
  const name = named === '' || named === 'none' ? null : named;
  const [, permissions] = /^avc: +denied +\{ ([^}]*) \}/.exec(text) ?? [];
  if (permissions !== undefined) {
    if (value('permissive') === '1') return null;
    const context = { subject: value('scontext'), object: value('tcontext'), kind: value('tclass') };
    const port = number('dest') ?? number('src');
    return { ...common, by: 'selinux', what: permissions.trim(), ...context, name, port };
  }
  if (value('apparmor') !== 'DENIED') return null;
  const context = { subject: value('profile'), object: '', kind: value('family') };
  return { ...common, by: 'apparmor', what: value('operation'), ...context, name, port: number('faddr_port') };
}

/** audit writes names with odd characters as bare hexadecimal digits. */
const decoded = (key: string, bare: string): string =>
  /^(?:path|name|comm|profile)$/.test(key) && /^(?:[\dA-F]{2})+$/.test(bare)
    ? new TextDecoder().decode(Uint8Array.from(bare.match(/../g) ?? [], (byte) => Number.parseInt(byte, 16)))
    : bare;
