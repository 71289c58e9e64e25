import type { Denial } from '../formats/logs/denial.ts';

/**
 * What the kernel forbids programs by more than owner and mode. Asked only where a broken site calls for it: else there
 * is neither SELinux nor AppArmor in it. Source: selinuxfs, proc(5) attr/current, audit.log, journalctl(1), dmesg(1).
 */
export interface Confinement {
  /** Null where the kernel has no SELinux. */
  readonly selinux: 'enforcing' | 'permissive' | null;
  readonly apparmor: boolean;
  /** As whom the kernel knows processes: SELinux's context, or AppArmor's profile with its mode, `nginx (enforce)`. */
  readonly processes: readonly { readonly pid: number; readonly label: string }[];
  /** SELinux's context of files. */
  readonly files: readonly { readonly path: string; readonly label: string }[];
  /** Oldest first; null where nothing could be read that tells of them. */
  readonly denials: readonly Denial[] | null;
}

/** A host of which nothing called for that question. */
export const UNASKED: Confinement = { selinux: null, apparmor: false, processes: [], files: [], denials: [] };
