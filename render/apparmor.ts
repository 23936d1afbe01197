/**
 * Debian's packages confine some of a router's programs to the files of Debian's own units (`/etc/apparmor.d`). Ours
 * read copies below /run instead: what each may besides, as its profile includes it from `/etc/apparmor.d/local`.
 * dnsmasq, FRR, keepalived, avahi and pppd bring no profile. charon-systemd's only complains; it does not have to.
 */
export const LOCAL_RULES: Readonly<Record<string, readonly string[]>> = {
  "usr.sbin.chronyd": ["@{run}/plattform/{,staged-*/tree/}*/chrony.conf r,", "@{run}/chrony-*.pid rw,"],
  "usr.sbin.charon-systemd": ["@{run}/plattform/{ike,staged-*/tree}/strongswan.conf r,"],
  // The check of a tree keeps what swanctl says in a temporary file.
  "usr.sbin.swanctl": ["@{run}/plattform/{ike,staged-*/tree}/{strongswan,swanctl}.conf r,", "/tmp/tmp* w,"],
};

const LOCAL = "/etc/apparmor.d/local";

/** Lines of a shell script that writes them; where AppArmor is on, they hold at once. */
export function localRules(): string[] {
  return [
    `mkdir -p ${LOCAL}`,
    ...Object.entries(LOCAL_RULES).flatMap(([profile, rules]) => [
      `cat > ${LOCAL}/${profile} <<'RULES'`,
      ...rules,
      "RULES",
    ]),
    'if [ "$(cat /sys/module/apparmor/parameters/enabled 2>/dev/null)" = Y ] && command -v apparmor_parser >/dev/null; then',
    `  for profile in ${Object.keys(LOCAL_RULES).join(" ")}; do`,
    '    [ ! -e "/etc/apparmor.d/$profile" ] || apparmor_parser --replace "/etc/apparmor.d/$profile"',
    "  done",
    "fi",
  ];
}
