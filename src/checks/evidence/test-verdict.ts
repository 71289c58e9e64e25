import type { ConfigTest } from '../../facts/programs.ts';
import type { Evidence } from '../finding.ts';

/** What a failed `nginx -t` or `php-fpm -t` complains of. */
export interface Verdict {
  /** The sentence, without the program's own ornaments. */
  readonly message: string;
  /** `file:line` where the program names one. */
  readonly where: string | null;
  readonly evidence: Evidence;
}

/** Reads the first complaint of a failed test that counts: nginx's `[emerg]`, PHP-FPM's `ERROR` or `ALERT`. */
export function verdictOf(test: ConfigTest, command: readonly string[]): Verdict {
  const lines = test.output
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
  const worst = lines.find((line) => /\[(?:emerg|alert|crit)\]|\b(?:ERROR|ALERT):/.test(line)) ?? lines.at(-1);
  if (worst === undefined) return said('the test failed without a word', null, null, command);
  const [, message = worst, file, line] =
    /\[(?:emerg|alert|crit)\] (?:\d+#\d+: )?(.*?)(?: in (\/\S+):(\d+))?$/.exec(worst) ?? [];
  if (file !== undefined) return said(message, file, Number(line), command);
  const [, fpmFile, fpmLine, fpmMessage] = /(?:ERROR|ALERT): \[(\/[^\]]*):(\d+)\] (.*)$/.exec(worst) ?? [];
  if (fpmMessage !== undefined) return said(fpmMessage, fpmFile ?? null, Number(fpmLine), command);
  return said(message.replace(/^.*?\b(?:ERROR|ALERT): /, ''), null, null, command);
}

function said(message: string, file: string | null, line: number | null, command: readonly string[]): Verdict {
  const text = message.length > 300 ? `${message.slice(0, 299)}…` : message;
  return {
    message: text,
    where: file === null ? null : `${file}:${line ?? 1}`,
    evidence: { source: file ?? command.join(' '), line, text, at: null },
  };
}
