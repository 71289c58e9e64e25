/** What replaces the code of a tag that prints something. */
type Wrap = (code: string) => string;

const RAW = /\{%[-+]?\s*raw\s*[-+]?%\}[^]*?\{%[-+]?\s*endraw\s*[-+]?%\}/y;
const COMMENT = /\{#[^]*?#\}/y;
const QUOTED = /"(?:[^"\\]|\\[^])*"|'(?:[^'\\]|\\[^])*'/y;

/**
 * Wraps the code of each `{{ … }}` of a template; what is raw, a comment or a statement stays as it is, and so does a tag
 * that never ends, for the engine to refuse.
 */
export function wrapPrinted(template: string, wrap: Wrap): string {
  let done = '';
  let at = 0;
  while (at < template.length) {
    const whole = matchAt(RAW, template, at) ?? matchAt(COMMENT, template, at);
    if (whole !== null) {
      done += whole;
      at += whole.length;
    } else if (template.startsWith('{{', at)) {
      const end = endOfCode(template, at + 2);
      if (end === null) return done + template.slice(at);
      done += wrapped(template.slice(at + 2, end), wrap);
      at = end + 2;
    } else if (template.startsWith('{%', at)) {
      const end = template.indexOf('%}', at);
      if (end < 0) return done + template.slice(at);
      done += template.slice(at, end + 2);
      at = end + 2;
    } else {
      done += template[at] ?? '';
      at += 1;
    }
  }
  return done;
}

/** The signs that trim blanks stay where they are. */
function wrapped(inner: string, wrap: Wrap): string {
  const [, left = '', code = '', right = ''] = /^([-+]?)([^]*?)([-+]?)$/.exec(inner) ?? [];
  return `{{${left} ${wrap(code)} ${right}}}`;
}

/** Where the `}}` is that ends a tag: outside of texts and of mappings. */
function endOfCode(template: string, start: number): number | null {
  let depth = 0;
  for (let at = start; at < template.length; at += 1) {
    const quoted = matchAt(QUOTED, template, at);
    if (quoted !== null) at += quoted.length - 1;
    else if (template[at] === '{') depth += 1;
    else if (template[at] === '}' && depth > 0) depth -= 1;
    else if (template.startsWith('}}', at)) return at;
  }
  return null;
}

function matchAt(pattern: RegExp, text: string, at: number): string | null {
  pattern.lastIndex = at;
  return pattern.exec(text)?.[0] ?? null;
}
