import { known } from '../../facts/fact.ts';
import type { PackagedFolder, Packaging, RemovedPhp } from '../../facts/packaging.ts';
import { defineCollector } from '../define-collector.ts';
import { blocksOf, blockText, linesOf } from '../shell/blocks.ts';

/**
 * Which folders below /run the packages have systemd-tmpfiles make, and which PHP-FPM was removed. Source: tmpfiles.d(5),
 * the configuration that a removed package leaves, and dpkg's log.
 */
export const packaging = defineCollector({
  fact: 'packaging',
  seconds: 5,
  script: String.raw`
set --
for folder in /etc/tmpfiles.d /run/tmpfiles.d /usr/local/lib/tmpfiles.d /usr/lib/tmpfiles.d; do
  for file in "$folder"/*.conf; do
    # Of two files of one name the first counts; a link to /dev/null takes an entry away.
    case " $* " in *"/${'${file##*/}'} "*) continue ;; esac
    [ -e "$file" ] && set -- "$@" "$file"
  done
done
[ $# -eq 0 ] || block tmpfiles "$(awk '
  $1 ~ /^[dDvqQ][!+=~^-]*$/ && $2 ~ /^(\/var)?\/run\/[^%]*$/ { print FILENAME "\t" FNR "\t" $2 "\t" $3 "\t" $4 "\t" $5 }' "$@")"
left=
for folder in /etc/php/*/fpm /etc/opt/remi/php*/php-fpm.d; do
  [ -d "$folder" ] || continue
  case $folder in
  /etc/php/*) version=${'${folder#/etc/php/}'} version=${'${version%%/*}'} program=/usr/sbin/php-fpm$version ;;
  *)
    collection=${'${folder#/etc/opt/remi/}'} collection=${'${collection%%/*}'}
    version=${'${collection#php}'} program=/opt/remi/$collection/root/usr/sbin/php-fpm
    ;;
  esac
  [ -x "$program" ] || left=$left$version$tab$folder$nl
done
block left "$left"
[ ! -r /var/log/dpkg.log ] ||
  block removed "$(grep -nE '^[0-9: -]+ remove php[0-9]+\.[0-9]+-fpm[: ]' /var/log/dpkg.log | tail -n 20)"
exit 0
`,
  parse: ({ bytes }) => {
    const blocks = blocksOf(bytes);
    return known<Packaging>({
      folders: linesOf(blockText(blocks, 'tmpfiles')).flatMap(folderOf),
      removedPhp: [
        ...linesOf(blockText(blocks, 'left')).flatMap(leftOf),
        ...linesOf(blockText(blocks, 'removed')).flatMap(removedOf),
      ],
    });
  },
});

/** `-` stands for root and 0755. Source: tmpfiles.d(5). */
function folderOf(line: string): readonly PackagedFolder[] {
  const [source = '', at = '', path = '', mode = '', owner = '', group = ''] = line.split('\t');
  const bits = /^[:~]*([0-7]{3,4})$/.exec(mode === '-' || mode === '' ? '0755' : mode)?.[1];
  if (bits === undefined) return [];
  return [
    {
      path: path.replace(/^\/var\/run\//, '/run/').replace(/\/+$/, ''),
      owner: name(owner),
      group: name(group),
      mode: bits.padStart(4, '0'),
      source,
      line: Number(at),
    },
  ];
}

const name = (word: string): string => (word === '-' || word === '' ? 'root' : word.replace(/^:/, ''));

function leftOf(line: string): readonly RemovedPhp[] {
  const [version = '', source = ''] = line.split('\t');
  // Remi's collections leave the dot out.
  const dotted = version.replace(/^(\d)(\d+)$/, '$1.$2');
  if (!/^\d+\.\d+$/.test(dotted)) return [];
  return [{ version: dotted, source, line: null, text: `left over; no program of PHP-FPM ${dotted} is installed` }];
}

function removedOf(line: string): readonly RemovedPhp[] {
  const [, at, text = '', version] = /^(\d+):(.* remove php(\d+\.\d+)-fpm.*)$/.exec(line) ?? [];
  return version === undefined ? [] : [{ version, source: '/var/log/dpkg.log', line: Number(at), text }];
}
