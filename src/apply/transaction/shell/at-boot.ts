/**
 * Shell: a timer of systemd's doesn't outlive the host, so an open transaction has a unit that the next boot starts. It
 * needs no reload: only a boot is to see it. The unit goes when the transaction is settled.
 */
export const bootUnit = `
boot_unit=/etc/systemd/system/suture-boot-$run.service
boot_wish=/etc/systemd/system/multi-user.target.wants/suture-boot-$run.service

wake_at_boot() {
  {
    printf '[Unit]\\nDescription=Suture: undo of run %s, which nobody had settled when this host went down\\n' "$run"
    printf 'ConditionPathExists=%s\\nAfter=multi-user.target nginx.service\\n\\n' "$tx/undo.sh"
    printf '[Service]\\nType=oneshot\\nExecStart=/bin/sh %s --because boot\\n' "$tx/undo.sh"
  } 2>/dev/null >"$boot_unit" && chmod 644 "$boot_unit" && mkdir -p "\${boot_wish%/*}" 2>/dev/null &&
    ln -sf "../\${boot_unit##*/}" "$boot_wish" 2>/dev/null && flush "$boot_unit" "\${boot_wish%/*}" "\${boot_unit%/*}"
}

forget_boot() { forget_boot_of "$run"; }

forget_boot_of() {
  set -- "suture-boot-$1.service"
  rm -f "/etc/systemd/system/multi-user.target.wants/$1" "/etc/systemd/system/$1" 2>/dev/null || :
}
`;
