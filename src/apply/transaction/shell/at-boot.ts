/** After how many seconds an undo is tried again that the host could not carry out. */
export const AGAIN_SECONDS = 15;

/**
 * Shell: a timer of systemd's doesn't outlive the host, so an open transaction has a unit that the next boot starts. It
 * needs no reload: only a boot is to see it. An undo that could not be carried out is tried again until it could. The unit goes when the transaction is settled. Whoever lists units, or has
 * systemd show one, learns of a token and no more: \`armed/TOKEN\`, which only root can follow, leads to the run's undo.
 */
export const bootUnit = `
wake_at_boot() {
  token_of "$run"
  boot_unit=/etc/systemd/system/suture-boot-$its_token.service
  boot_wish=/etc/systemd/system/multi-user.target.wants/suture-boot-$its_token.service
  {
    printf '[Unit]\\nDescription=Suture: undo of what nobody had settled when this host went down\\nStartLimitIntervalSec=0\\n'
    printf 'ConditionPathExists=%s\\nAfter=multi-user.target nginx.service\\n\\n' "$state/armed/$its_token"
    printf '[Service]\\nExecStart=/bin/sh %s --because boot\\n' "$state/armed/$its_token"
    printf 'Restart=on-failure\\nRestartSec=${AGAIN_SECONDS}\\nRestartPreventExitStatus=1 3\\n'
  } 2>/dev/null >"$boot_unit" && chmod 600 "$boot_unit" && mkdir -p "\${boot_wish%/*}" 2>/dev/null &&
    ln -sf "../\${boot_unit##*/}" "$boot_wish" 2>/dev/null && flush "$boot_unit" "\${boot_wish%/*}" "\${boot_unit%/*}"
}

forget_boot() { forget_boot_of "$run"; }

forget_boot_of() {
  token_of "$1"
  [ -n "$its_token" ] || return 0
  set -- "suture-boot-$its_token.service"
  rm -f "/etc/systemd/system/multi-user.target.wants/$1" "/etc/systemd/system/$1" 2>/dev/null || :
}
`;
