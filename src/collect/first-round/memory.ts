import { known, unknown } from '../../facts/fact.ts';
import { defineCollector } from '../define-collector.ts';

/** How much memory the host has and could still give. Source: proc(5), meminfo. */
export const memory = defineCollector({
  fact: 'memory',
  seconds: 5,
  script: String.raw`
grep -E '^(MemTotal|MemAvailable|MemFree|Buffers|Cached):' /proc/meminfo || unknown '/proc/meminfo is not readable'
`,
  parse: ({ stdout }) => {
    const kb = (name: string): number | null => {
      const digits = new RegExp(`^${name}: +(\\d+) kB$`, 'm').exec(stdout)?.[1];
      return digits === undefined ? null : Number(digits);
    };
    const totalKb = kb('MemTotal');
    // Kernels before 3.14 don't estimate what is available.
    const availableKb = kb('MemAvailable') ?? (kb('MemFree') ?? 0) + (kb('Buffers') ?? 0) + (kb('Cached') ?? 0);
    return totalKb === null ? unknown('/proc/meminfo has no MemTotal') : known({ totalKb, availableKb });
  },
});
