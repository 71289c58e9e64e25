/** What a run's record lacks, because it could not be written. */
interface Gaps {
  readonly note: (host: string | null, error: unknown) => void;
  readonly why: () => string;
  /** Says on stderr what is missing, if anything is. */
  readonly tell: () => void;
}

/** Begins with a record that lacks nothing; `folder` is where it is. */
export function createGaps(folder: string): Gaps {
  const hosts = new Set<string>();
  let why: string | null = null;
  return {
    note: (host, error) => {
      why ??= whyNotWritten(error);
      if (host !== null) hosts.add(host);
    },
    why: () => `${folder}: ${why ?? ''}`,
    tell: () => {
      if (why === null) return;
      const of = hosts.size === 0 ? 'its end' : `what became of ${[...hosts].join(', ')}, which is told here alone`;
      process.stderr.write(`suture: the record of this run (${folder}) could not be written to its end: ${why}\n`);
      process.stderr.write(`suture: it lacks ${of}; what was changed keeps its undo on the host itself\n`);
    },
  };
}

/** Why a file can't be written, in words. */
export const whyNotWritten = (error: unknown): string => {
  const { code, message } = error as NodeJS.ErrnoException;
  if (code === 'ENOSPC') return 'the disk is full (ENOSPC)';
  return code === 'EDQUOT' ? 'the disk quota is used up (EDQUOT)' : message;
};
