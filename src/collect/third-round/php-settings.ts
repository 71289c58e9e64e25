import { type Fact, known } from '../../facts/fact.ts';
import { PHP_KEYS, type PhpKey, type PhpSetting } from '../../facts/php-setting.ts';
import { shellCommand, shellQuote } from '../../formats/shell-quote.ts';
import { type Collector, defineCollector } from '../define-collector.ts';
import { asWorker, type Worker } from '../second-round/worker.ts';
import { linesOf } from '../shell/blocks.ts';

/** Whose settings are asked for. */
export interface PhpSettingsQuestion {
  /** Folders of PHP-FPM's configurations, beside or below which php.ini stands. */
  readonly folders: readonly string[];
  /** Folders of sites' scripts, where a `.user.ini` may stand, and the user who reads it. */
  readonly sites: readonly { readonly folder: string; readonly worker: Worker }[];
}

/**
 * The lines of php.ini and its kin that set how PHP begins a request, and those of sites' own files, which are read as the
 * pool's user, who reads them anyway. Source: main.c, cgi_main.c.
 */
export const phpSettingsOf = ({ folders, sites }: PhpSettingsQuestion): Collector<'phpSettings'> =>
  defineCollector({
    fact: 'phpSettings',
    seconds: 5,
    maxBytes: 128 * 1024,
    script: [
      words,
      ...folders.map((folder) => `show_ini ${shellCommand([folder])}\n`),
      ...(sites.length === 0 ? [] : ['if [ "$user_id" = 0 ]; then\n']),
      ...sites.map(({ folder, worker }) => `${asWorker(worker)}show_site ${shellCommand([`${folder}/.user.ini`])}\n`),
      ...(sites.length === 0 ? [] : ['fi\n']),
      'exit 0\n',
    ].join(''),
    parse: ({ stdout }): Fact<readonly PhpSetting[]> =>
      known(
        linesOf(stdout)
          .slice(0, MOST)
          .flatMap((line): readonly PhpSetting[] => {
            const [, file = '', number = '', key = '', value = ''] =
              /^(\/[^\n]*?):(\d{1,9}):\s*([a-z_.]+)\s*=\s*(.*)$/.exec(line) ?? [];
            return isKey(key) ? [{ key, value: plain(value), file, line: Number(number) }] : [];
          }),
      ),
  });

/** No more lines than these count. */
const MOST = 200;

const isKey = (text: string): text is PhpKey => PHP_KEYS.some((key) => key === text);

// Of its three forms one matches.
const plain = (value: string): string =>
  (/^"([^"]*)"|^'([^']*)'|^([^;]*)/.exec(value) ?? []).slice(1).join('').trim().slice(0, 500);

const PATTERN = `^[[:space:]]*(${PHP_KEYS.map((key) => key.replace('.', '[.]')).join('|')})[[:space:]]*=`;

const words = String.raw`
pattern=${shellQuote(PATTERN)}
show_ini() {
  grep -snHE "$pattern" "$1"/php.ini "$1"/php/php.ini "$1"/conf.d/*.ini "$1"/php.d/*.ini "$1"/php/conf.d/*.ini /dev/null
}
show_site() {
  as_worker sh -c '[ ! -f "$2" ] || head -c 65536 "$2" | grep -nE "$1" | while IFS= read -r line; do printf "%s:%s\n" "$2" "$line"; done' sh "$pattern" "$1"
}
`;
