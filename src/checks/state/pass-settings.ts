import { onceForEach } from '../../base/once-for-each.ts';
import { passesOf } from '../../facts/fastcgi-targets.ts';
import { directivesNamed, httpOf, nginxTree } from '../../facts/nginx-tree.ts';
import { PASS_FORMS } from '../../facts/pass-forms.ts';
import type { NginxProgram } from '../../facts/programs.ts';
import type { FastcgiTarget } from '../../facts/topology.ts';
import type { Directive } from '../../formats/nginx/directive.ts';

/** A directive that hands on with the levels that its settings come from, the innermost block first, `http` last. */
export interface PassSettings {
  readonly pass: Directive;
  /** The block that the directive stands in. */
  readonly block: Directive;
  readonly levels: readonly (readonly Directive[])[];
}

/** Every directive of nginx's files that hands on, with its settings. */
const passSettings: (nginx: NginxProgram) => readonly PassSettings[] = onceForEach((nginx) => {
  const http = httpOf(nginxTree(nginx).directives);
  return directivesNamed(http, 'server').flatMap((server) =>
    DIRECTIVES.flatMap((name) => passesOf(name, server)).flatMap(({ directive, blocks }) => {
      const block = blocks.at(-1);
      if (block === undefined) return [];
      const levels = [...blocks.toReversed().map(({ children }) => children ?? []), http];
      return [{ pass: directive, block, levels }];
    }),
  );
});

const DIRECTIVES = Object.values(PASS_FORMS).map(({ directive }) => directive);

/** The settings at the directive that a target comes from. */
export const settingsOf = ({ pass }: FastcgiTarget, nginx: NginxProgram): PassSettings | undefined =>
  passSettings(nginx).find(
    (each) => each.pass.file === pass.file && each.pass.line === pass.line && each.pass.column === pass.column,
  );

/** The directive of that name that counts: the innermost level that has one decides. */
export const settingNamed = ({ levels }: PassSettings, name: string): Directive | undefined =>
  levels.map((level) => directivesNamed(level, name)[0]).find((directive) => directive !== undefined);

/** How long nginx waits for PHP between two reads, in seconds. Source: ngx_http_fastcgi_module, fastcgi_read_timeout. */
export function readTimeout(settings: PassSettings): number {
  const written = settingNamed(settings, 'fastcgi_read_timeout')?.args[0]?.value;
  return (written === undefined ? null : nginxSeconds(written)) ?? 60;
}

/** Seconds of nginx's `90`, `90s`, `1m30s`, `500ms`; null where it is none. */
function nginxSeconds(text: string): number | null {
  if (!/^(?:\d{1,9}(?:ms|[smhdwMy])? ?)+$/.test(text)) return null;
  return [...text.matchAll(/(\d+)(ms|[smhdwMy])?/g)].reduce(
    (sum, [, digits, unit]) => sum + Number(digits) * (SECONDS[unit ?? 's'] ?? 1),
    0,
  );
}

const SECONDS: Readonly<Record<string, number>> = {
  ms: 0.001,
  s: 1,
  m: 60,
  h: 3600,
  d: 86_400,
  w: 604_800,
  M: 2_592_000,
  y: 31_536_000,
};
