type Plain = string | number | boolean | null;

const TRUE = /^(?:yes|Yes|YES|true|True|TRUE|on|On|ON)$/;
const FALSE = /^(?:no|No|NO|false|False|FALSE|off|Off|OFF)$/;
const NULL = /^(?:~|null|Null|NULL)?$/;
const INTEGER = /^([-+]?)(?:0b([01_]+)|0x([0-9a-fA-F_]+)|0([0-7_]+)|(0|[1-9][0-9_]*))$/;
const FLOAT = /^(?:[-+]?[0-9][0-9_]*\.[0-9_]*(?:[eE][-+][0-9]+)?|\.[0-9][0-9_]*(?:[eE][-+][0-9]+)?)$/;
const BASE_60 = /^([-+]?)([0-9][0-9_]*(?::[0-5]?[0-9])+(?:\.[0-9_]*)?)$/;

/**
 * Resolves an unquoted scalar as Ansible does: YAML 1.1 in the dialect of PyYAML (resolver.py), where `yes` is true, 0644
 * is octal and `1e3` is text. What JSON can't hold (`.inf`, a date, an integer beyond 2^53) stays text.
 */
export function resolvePlain(text: string): Plain {
  if (NULL.test(text)) return null;
  if (TRUE.test(text)) return true;
  if (FALSE.test(text)) return false;
  return resolveNumber(text) ?? text;
}

function resolveNumber(text: string): number | null {
  const integer = INTEGER.exec(text);
  if (integer) {
    const [, sign, binary, hexadecimal, octal, decimal] = integer;
    const value = parse(binary, 2) ?? parse(hexadecimal, 16) ?? parse(octal, 8) ?? parse(decimal, 10) ?? Number.NaN;
    return Number.isSafeInteger(value) ? signed(sign, value) : null;
  }
  if (FLOAT.test(text)) return Number(text.replaceAll('_', ''));
  const base60 = BASE_60.exec(text);
  if (!base60 || (text.replace(/^[-+]/, '').startsWith('0') && !text.includes('.'))) return null;
  const parts = (base60[2] ?? '').replaceAll('_', '').split(':');
  return signed(
    base60[1],
    parts.reduce((sum, part) => sum * 60 + Number(part), 0),
  );
}

function parse(digits: string | undefined, radix: number): number | null {
  return digits === undefined ? null : Number.parseInt(digits.replaceAll('_', ''), radix);
}

const signed = (sign: string | undefined, value: number): number => (sign === '-' && value !== 0 ? -value : value);
