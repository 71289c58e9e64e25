/** Something that happened to a host. */
export interface TimelineEntry {
  /** Seconds since the epoch. */
  readonly at: number;
  readonly kind: 'boot' | 'package' | 'file' | 'unit' | 'error';
  /** A sentence without a final stop. */
  readonly text: string;
}
