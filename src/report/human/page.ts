import type { Paint } from './style.ts';

/** What the human views need to know of the terminal, and of the command that was typed. */
export interface Page {
  readonly paint: Paint;
  readonly width: number;
  /** 0 shows what is wrong; 1 also all evidence, and why something could not be checked. */
  readonly verbosity: number;
  /** The options that the next command needs too, as they were typed: `-i fleet.yml`. */
  readonly options: readonly string[];
  /** The limit that was typed. */
  readonly limit: string | null;
}

/** What the view of a run needs beyond that. */
export interface RunPage extends Page {
  readonly diff: boolean;
  /** The words that do for real what a dry run has shown: `run fix-502`. */
  readonly again: readonly string[];
}
