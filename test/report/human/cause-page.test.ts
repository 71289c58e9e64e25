import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { causePageText } from '../../../src/report/human/cause-page.ts';
import { painter } from '../../../src/report/human/style.ts';

const plain = painter(false);
const pages = readdirSync('docs/causes');

describe('the page of a cause', () => {
  test.each(pages)('%s fits 80 columns, and keeps all its words', (page) => {
    const markdown = readFileSync(`docs/causes/${page}`, 'utf8');
    const text = causePageText(markdown, 80, plain);
    // What has no space can't be folded.
    expect(text.split('\n').filter((line) => line.length > 80 && line.trim().includes(' '))).toEqual([]);
    const words = (from: string) => from.split(/\s+/).filter((word) => word !== '');
    expect(words(text)).toEqual(words(markdown.replace(/^#+ /gm, '').replaceAll('**', '')));
  });

  test('has headings and names in bold on a terminal, and neither marks nor colours on a pipe', () => {
    const markdown = '# one\n\nSee **fpm-stopped**.\n';
    expect(causePageText(markdown, 80, painter(true))).toBe(
      '\u001b[1mone\u001b[22m\n\nSee \u001b[1mfpm-stopped\u001b[22m.\n',
    );
    expect(causePageText(markdown, 80, plain)).toBe('one\n\nSee fpm-stopped.\n');
  });

  test('has a quoted line go on under itself', () => {
    expect(causePageText('    connect() to a failed while\n', 24, plain)).toBe(
      '    connect() to a\n      failed while\n',
    );
  });
});
