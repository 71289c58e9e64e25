import { mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ReadSession } from '../../src/transport/session.ts';
import { shellSession } from '../apply/shell-session.ts';

/** The shells that hosts have as their `sh`. */
export const shells = ['/bin/dash', '/bin/bash', '/bin/busybox'] as const;

/** Runs `use` with a session on this machine whose `sh`, the inner ones too, is the given shell. */
export async function withShell<Value>(shell: string, use: (session: ReadSession) => Promise<Value>): Promise<Value> {
  const folder = mkdtempSync(join(tmpdir(), 'suture-shell-'));
  try {
    symlinkSync(shell, join(folder, 'sh'));
    const env = { ...process.env, PATH: `${folder}:${process.env['PATH'] ?? ''}`, LANG: 'C.UTF-8' };
    return await use(shellSession('here', [join(folder, 'sh'), '-s'], env));
  } finally {
    rmSync(folder, { recursive: true });
  }
}
