/** Thrown by a listener that records a run and can't any more, before a host is changed: then it must not be. */
export class NotRecorded extends Error {
  constructor(why: string) {
    super(`this run can't be recorded any more: ${why}`);
    this.name = 'NotRecorded';
  }
}
