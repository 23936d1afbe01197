import { debianImage } from "./debian.mjs";

const packages = [
  // the machine itself
  ...["systemd", "systemd-sysv", "dbus", "procps", "python3", "iproute2", "iputils-ping"],
  // the stand-in: directory, files and WLAN access
  ...["samba-ad-dc", "samba-ad-provision", "freeradius"],
  // whoever asks it
  ...["udhcpc", "bind9-dnsutils", "krb5-user", "ldap-utils", "libsasl2-modules-gssapi-mit", "smbclient", "eapoltest"],
];

/** Nothing of it runs before it has a domain; a client runs none of it. */
const quiet = ["samba-ad-dc", "smbd", "nmbd", "winbind", "freeradius", "e2scrub_reap"];

/**
 * What the twin's stand-in for a school server is made of, and a client of it: Samba as directory server and FreeRADIUS,
 * because those products of schools that are free to use are made of them.
 */
export function schoolServerImage() {
  return debianImage({
    name: "school-server",
    about: "image of the twin's stand-in for a school server and of its clients (about a minute, 500 MB)",
    folder: "school-server",
    program: "usr/sbin/samba",
    packages,
    quiet,
  });
}
