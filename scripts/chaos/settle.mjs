/** Waits until the host has settled what it can by itself; false when something is still open after so many seconds. */
export async function settlesByItself(host, seconds) {
  const { status } = await host.ask(
    `export PATH=/usr/bin
    tries=${seconds * 10}
    is_open() {
      for state in /var/lib/suture/tx/*/state.*; do
        case $state in *.applying | *.applied | *.undoing) return 0 ;; esac
      done
      # Before it has begun to write, and once more at the end, a transaction is only known by its process.
      for owner in /var/lib/suture/lock/owner /var/lib/suture/tx/*/undoing/owner; do
        [ ! -e "$owner" ] || [ ! -d "/proc/$(sed -n 's/^pid=//p' "$owner")" ] || return 0
      done
      # The timer of a transaction that was killed while it armed finds nothing to undo, and goes.
      [ -n "$(/usr/bin/systemctl list-units --all --plain --no-legend 'suture-undo*')" ]
    }
    while is_open; do
      tries=$((tries - 1))
      [ $tries -gt 0 ] || exit 1
      sleep 0.1
    done`,
    seconds + 60,
  );
  return status === 0;
}

/** Takes back by hand what is still open; the words that it took, or why it could not be settled. */
export async function settleByHand(suture, host) {
  for (const words of [
    ['rollback', 'last', '--yes'],
    ['rollback', 'last', '--yes', '--force'],
  ]) {
    await suture.run(...words);
    if (await settlesByItself(host, 1)) return `suture ${words.join(' ')}`;
  }
  return 'nobody';
}
