/** A configuration of the corpus: what our reader makes of it, and what PHP 8.2's `php-fpm -tt` said to it. */
export interface CorpusEntry {
  readonly file: string;
  /** The line of the reader's first mistake; null where it finds none. */
  readonly mistake: number | null;
  /** Null where PHP-FPM accepts; else its words. What it refuses for its meaning alone, the reader reads. */
  readonly fpm: string | null;
}

const accepted = (file: string): CorpusEntry => ({ file, mistake: null, fpm: null });
const meaningless = (file: string, fpm: string): CorpusEntry => ({ file, mistake: null, fpm });
const refused = (file: string, mistake: number, fpm: string): CorpusEntry => ({ file, mistake, fpm });

/** Every file of the corpus. */
export const corpus: readonly CorpusEntry[] = [
  accepted('before-any-header.conf'),
  accepted('byte-order-mark.conf'),
  accepted('comments.conf'),
  accepted('container-image.conf'),
  accepted('crlf.conf'),
  accepted('debian-default.conf'),
  accepted('odd-quotes.conf'),
  accepted('odd-words.conf'),
  accepted('redhat-default.conf'),
  accepted('said-twice.conf'),
  accepted('shared-hosting.conf'),
  accepted('unicode-no-final-newline.conf'),
  meaningless('empty-value.conf', ':8] empty value'),
  meaningless('empty.conf', 'No pool defined'),
  meaningless('global-in-pool.conf', ":8] unknown entry 'daemonize'"),
  meaningless('hash-comment.conf', ":8] unknown entry '# pm.max_children'"),
  meaningless('no-listen.conf', '[pool www] no listen address have been defined!'),
  meaningless('no-pool.conf', 'No pool defined'),
  meaningless('same-listen.conf', "[pool twin] unable to set listen address as it's already used in another pool 'www'"),
  meaningless('spare-out-of-range.conf', '[pool www] pm.min_spare_servers(1) and pm.max_spare_servers(3) cannot be'),
  meaningless('unknown-entry.conf', ":8] unknown entry 'pm.max_childern'"),
  meaningless('unknown-user.conf', "[pool www] cannot get uid for user 'nobody-knows'"),
  meaningless('wrong-boolean.conf', ":8] unable to parse value for entry 'clear_env': invalid boolean value"),
  meaningless('wrong-manager.conf', ":8] unable to parse value for entry 'pm': invalid process manager"),
  meaningless('wrong-number.conf', ":8] unable to parse value for entry 'pm.max_children': is not a valid number"),
  refused('colon.conf', 8, ':8] value is NULL for a ZEND_INI_PARSER_ENTRY'),
  refused('empty-index.conf', 8, ":8] You must provide a key for field 'env'"),
  refused('equals-in-value.conf', 8, "syntax error, unexpected '='"),
  refused('hash-words.conf', 8, ':8] value is NULL for a ZEND_INI_PARSER_ENTRY'),
  refused('indented-section.conf', 8, "syntax error, unexpected END_OF_LINE, expecting '='"),
  refused('nginx-brace.conf', 8, "syntax error, unexpected '{'"),
  refused('no-assignment.conf', 8, ':8] value is NULL for a ZEND_INI_PARSER_ENTRY'),
  refused('stray-text-after-index.conf', 8, "syntax error, unexpected TC_LABEL, expecting '='"),
  refused('unclosed-quote.conf', 8, 'syntax error, unexpected end of file'),
  refused('unclosed-section.conf', 8, "syntax error, unexpected end of file, expecting ']'"),
  refused('yes-among-words.conf', 8, 'syntax error, unexpected TC_CONSTANT'),
];
