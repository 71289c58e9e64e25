/**
 * Where on a request's way from nginx to the answer a fault stands; `aside` is for what is no station of it: a want of the
 * whole machine, or what only tells of faults elsewhere.
 */
export type Station =
  | 'nginx'
  /** What nginx's side alone decides. */
  | 'address'
  /** Whether somebody listens as his files say. */
  | 'listener'
  | 'folder'
  | 'door'
  | 'worker'
  | 'script'
  /** What came back, whatever the reason. */
  | 'answer'
  | 'aside';

/** The stations that a request doesn't come to because of a fault at this one. */
const HIDES: Readonly<Record<Station, readonly Station[]>> = {
  nginx: ['address', 'listener', 'folder', 'door', 'worker', 'script', 'answer'],
  address: ['listener', 'folder', 'door', 'worker', 'script', 'answer'],
  // A start of PHP-FPM can't make nginx ask elsewhere, so a wrong address may show behind a dead listener too.
  listener: ['address', 'folder', 'door', 'worker', 'script', 'answer'],
  folder: ['door', 'worker', 'script', 'answer'],
  door: ['worker', 'script', 'answer'],
  worker: ['script', 'answer'],
  script: ['answer'],
  answer: [],
  aside: [],
};

/** Whether a fault at one station keeps requests from ever coming to another. */
export const isBefore = (station: Station, other: Station): boolean => HIDES[station].includes(other);
