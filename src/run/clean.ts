import { redactCommand, redactSecrets, stripControl } from '../formats/redact.ts';

/** The same data with every text in it stripped of control characters and known secrets. */
export function clean<Data>(data: Data): Data {
  return cleaned(data) as Data;
}

function cleaned(data: unknown): unknown {
  if (typeof data === 'string') return cleanText(data);
  if (Array.isArray(data)) return data.map(cleaned);
  if (typeof data !== 'object' || data === null) return data;
  if ('kind' in data && data.kind === 'command' && 'diff' in data) return cleanedCommand(data);
  return Object.fromEntries(Object.entries(data).map(([key, value]) => [key, cleaned(value)]));
}

/** What is to be run is shown to whoever approves it, whatever else it says. */
const cleanedCommand = (view: object): unknown =>
  Object.fromEntries(
    Object.entries(view).map(([key, value]) => [
      key,
      (key === 'summary' || key === 'diff') && typeof value === 'string'
        ? redactCommand(stripControl(value))
        : cleaned(value),
    ]),
  );

/** One text, its line breaks kept. */
export const cleanText = (text: string): string => redactSecrets(stripControl(text));
