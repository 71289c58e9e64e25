import type { Place } from '../../base/place.ts';
import type { Mistake } from '../../base/user-error.ts';
import type { Arg, Directive } from './directive.ts';
import { placesIn } from '../places.ts';
import type { Token } from './token.ts';
import { decodeWord } from './word.ts';

/** More blocks inside one another than any real configuration has; keeps what walks the tree off the stack's end. */
const deepest = 100;

/** More mistakes in one file than anyone reads. */
const mostMistakes = 20;

/** A directive whose block is still open. */
interface OpenBlock {
  readonly words: readonly Arg[];
  readonly siblings: Directive[];
}

/** Builds one file's tree while its tokens are read; lives as long as the reading. */
export class TreeBuilder {
  readonly mistakes: Mistake[] = [];
  directives: Directive[] = [];

  readonly #placeAt: (offset: number) => Place;
  readonly #open: OpenBlock[] = [];
  readonly #length: number;
  #words: Arg[] = [];

  constructor(file: string, text: string) {
    this.#placeAt = placesIn(file, text);
    this.#length = text.length;
  }

  take(token: Token): void {
    switch (token.kind) {
      case 'word':
      case 'quoted':
        this.#words.push(this.#word(token));
        return;
      case 'semicolon':
        this.#endStatement(token);
        return;
      case 'open':
        this.#openBlock(token);
        return;
      case 'close':
        this.#closeBlock(token);
        return;
      case 'space':
      case 'comment':
      case 'lua':
      case 'unread':
    }
  }

  /** Says what is still open at the end of the file. */
  end(): void {
    const name = this.#words[0];
    const block = this.#open.at(-1)?.words[0];
    if (name) {
      const hint = `"${name.value}" at line ${name.line} has neither ";" nor a block`;
      this.note({ code: 'unexpected-end', message: 'the file ends within a directive', offset: this.#length, hint });
    } else if (block) {
      const hint = `the block "${block.value}" that opens at line ${block.line} is not closed`;
      this.note({ code: 'unexpected-end', message: 'the file ends within a block', offset: this.#length, hint });
    }
  }

  note(mistake: { code: string; message: string; offset: number; hint?: string }): void {
    if (this.mistakes.length >= mostMistakes) return;
    const { offset, ...rest } = mistake;
    this.mistakes.push({ ...rest, place: this.#placeAt(offset) });
  }

  #word(token: Token): Arg {
    // Named one by one, as spreading takes V8 ten times as long, and a host's configuration has thousands of words.
    const { file, line, column } = this.#placeAt(token.span.start);
    return { file, line, column, value: decodeWord(token.text), raw: token.text, span: token.span };
  }

  #endStatement(token: Token): void {
    if (this.#words.length === 0) this.#unexpected(token);
    else this.#add(this.#words, null, token.span.end);
    this.#words = [];
  }

  #openBlock(token: Token): void {
    if (this.#words.length === 0) this.#unexpected(token);
    if (this.#open.length === deepest) {
      const message = `more than ${deepest} blocks inside one another`;
      this.note({ code: 'too-deep', message, offset: token.span.start });
    }
    this.#open.push({ words: this.#words, siblings: this.directives });
    this.directives = [];
    this.#words = [];
  }

  #closeBlock(token: Token): void {
    const name = this.#words[0];
    if (name) this.#unexpected(token, `"${name.value}" at line ${name.line} has no ";"`);
    this.#words = [];
    const block = this.#open.pop();
    if (!block) {
      this.#unexpected(token, 'no block is open here');
      return;
    }
    const children = this.directives;
    this.directives = block.siblings;
    this.#add(block.words, children, token.span.end);
  }

  #add(words: readonly Arg[], children: readonly Directive[] | null, end: number): void {
    const [name, ...args] = words;
    if (!name) return;
    const { file, line, column } = name;
    this.directives.push({
      file,
      line,
      column,
      name: name.value,
      args,
      span: { start: name.span.start, end },
      children,
    });
  }

  #unexpected(token: Token, hint?: string): void {
    const message = `unexpected "${token.text}"`;
    this.note({
      code: 'unexpected-character',
      message,
      offset: token.span.start,
      ...(hint === undefined ? {} : { hint }),
    });
  }
}
