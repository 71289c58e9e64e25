import { known, unknown } from '../../facts/fact.ts';
import { shellCommand } from '../../formats/shell-quote.ts';
import { type Collector, defineCollector } from '../define-collector.ts';
import { linesOf } from '../shell/blocks.ts';

/** What these names resolve to on the host, all asked at once. Source: getent(1) ahosts. */
export const resolvedNamesOf = (names: readonly string[]): Collector<'resolvedNames'> =>
  defineCollector({
    fact: 'resolvedNames',
    seconds: 8,
    script: String.raw`
command -v getent >/dev/null || unknown 'no getent on this host to resolve names with'
resolve() {
  said=$(getent ahosts "$2" | awk -v number="$1" '$2 == "STREAM" { print number, $1 }')
  printf '%s\n%s done\n' "$said" "$1"
}
${names.map((name, index) => `resolve ${index} ${shellCommand([name])} &`).join('\n')}
wait
`,
    parse: ({ stdout }) => {
      const lines = linesOf(stdout).map((line) => line.split(' '));
      if (names.some((_, index) => !lines.some(([number, word]) => number === String(index) && word === 'done'))) {
        return unknown('the host did not say what its names resolve to');
      }
      return known(
        names.map((name, index) => ({
          name,
          addresses: [
            ...new Set(
              lines.flatMap(([number, word = '']) =>
                number === String(index) && /^[\da-f.:]+$/.test(word) ? [word] : [],
              ),
            ),
          ],
        })),
      );
    },
  });
