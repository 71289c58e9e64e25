/** A line of PHP's own files that sets how PHP begins a request, and what it may do. */
export interface PhpSetting {
  readonly key: PhpKey;
  /** Without quotes and comment. */
  readonly value: string;
  readonly file: string;
  readonly line: number;
}

/** The settings that are asked for where a log complains of what they decide. */
export const PHP_KEYS = [
  'open_basedir',
  'auto_prepend_file',
  'auto_append_file',
  'disable_functions',
  'upload_tmp_dir',
  'sys_temp_dir',
  'session.save_path',
] as const;

/** The name of such a setting. */
export type PhpKey = (typeof PHP_KEYS)[number];

/** Whether a file is one that a site brings along, and that PHP reads for what lies below its folder. */
export const isUserIni = (file: string): boolean => file.endsWith('/.user.ini');
