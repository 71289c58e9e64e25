/** Waits until the host has settled what it can by itself; what is still open after so many seconds, else nothing. */
export async function stillOpen(host, seconds) {
  const { stdout } = await host.ask(
    `export PATH=/usr/bin
    tries=${seconds * 10}
    all_open() {
      # An undo that has failed waits for a person, who comes once the reason is gone.
      for state in /var/lib/suture/tx/*/state.*; do
        case $state in *.applying | *.applied | *.undoing | *.undo-failed) echo "$state" ;; esac
      done
      # Before it has begun to write, and once more at the end, a transaction is only known by its process.
      for owner in /var/lib/suture/lock/owner /var/lib/suture/tx/*/undoer; do
        pid=$(sed -n 's/^pid=//p' "$owner" 2>/dev/null || readlink "$owner" | cut -d : -f 1)
        [ -z "$pid" ] || [ ! -d "/proc/$pid" ] || echo "$owner"
      done
      # The timer of a transaction that was killed while it armed finds nothing to undo, and goes.
      /usr/bin/systemctl list-units --all --plain --no-legend 'suture-undo*'
    }
    while open=$(all_open) && [ -n "$open" ]; do
      tries=$((tries - 1))
      [ $tries -gt 0 ] || break
      sleep 0.1
    done
    printf %s "$open"`,
    seconds + 60,
  );
  return stdout;
}

/** Takes back by hand what is still open; the words that it took, or why it could not be settled. */
export async function settleByHand(suture, host) {
  for (const words of [
    ['rollback', 'last', '--yes'],
    ['rollback', 'last', '--yes', '--force'],
  ]) {
    await suture.run(...words);
    if ((await stillOpen(host, 1)) === '') return `suture ${words.join(' ')}`;
  }
  return 'nobody';
}
