import type { Address } from '../../formats/address.ts';

/** How surely a line names an address: in full, by what may be another's as well, or not at all. */
export type Naming = 'surely' | 'perhaps' | 'no';

/** Judges a line that has an address's last name or its port in it. */
export const namesAddress = (text: string, address: Address): Naming =>
  address.kind === 'unix' ? namesPath(text, address.path) : namesPort(text, address.port);

function namesPath(text: string, path: string): Naming {
  const plain = path.replace(/\/(?:\.?\/)+/g, '/').replace(/^\/var\/run\//, '/run/');
  const forms = [plain, plain.replace(/^\/run\//, '/var/run/'), plain.replace(/^\/run\//, '%t/')];
  if (forms.some((form) => holdsWhole(text, form))) return 'surely';
  return holdsWhole(text, plain.slice(plain.lastIndexOf('/') + 1)) ? 'perhaps' : 'no';
}

/** A name that goes on is another one: `app.sock` isn't in `app.sock2`. */
function holdsWhole(text: string, name: string): boolean {
  for (let at = text.indexOf(name); at !== -1; at = text.indexOf(name, at + 1)) {
    const before = name.startsWith('/') ? '' : (text[at - 1] ?? '');
    if (!/[\w.-]/.test(before) && !/[\w.-]/.test(text[at + name.length] ?? '')) return true;
  }
  return false;
}

function namesPort(text: string, port: number): Naming {
  const number = `${port}(?![\\d.])`;
  const surely = new RegExp(
    `(?:[\\w\\].*]|^|[\\s"'=/]):${number}|\\b(?:\\w*port|listen|bind|listenstream|http|socket|p)\\W{1,4}${number}|=["']?${number}\\s*$`,
    'i',
  );
  if (surely.test(text)) return 'surely';
  return new RegExp(`(?:^|[^\\d.])${number}`).test(text) ? 'perhaps' : 'no';
}
