import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { onPath, tools } from "./project.mjs";
import { put, run, SetupError, say, step } from "./step.mjs";

/** Release that the Linux routers run (render/adapters/linux): the twin's nodes run the same programs. */
const suite = "bookworm";

const packages = [
  // the node itself
  ...["systemd", "systemd-sysv", "dbus", "kmod", "procps", "python3", "openssh-server"],
  // router and hub
  ...["iproute2", "nftables", "conntrack", "frr", "frr-pythontools", "dnsmasq", "keepalived", "udhcpc"],
  ...["wireguard-tools", "wireguard-go", "charon-systemd", "strongswan-swanctl", "libcharon-extra-plugins"],
  // switch
  "openvswitch-switch",
  // whoever looks into a node
  ...["iputils-ping", "tcpdump"],
];

/** A router runs what its role enables, so nothing that a package enables by itself may run. */
const quiet = [
  ...["dnsmasq", "frr", "keepalived", "ssh", "strongswan", "nftables", "openvswitch-switch", "ovsdb-server"],
  ...["ovs-vswitchd", "frr.service", "e2scrub_reap"],
];
const absent = [
  ...["console-getty.service", "getty.target", "systemd-logind.service", "systemd-networkd.service"],
  ...["apt-daily.timer", "apt-daily-upgrade.timer", "dpkg-db-backup.timer", "e2scrub_all.timer", "fstrim.timer"],
  ...["systemd-timesyncd.service", "systemd-udevd.service", "systemd-journal-flush.service"],
];

/** Root file system of the twin's nodes: Debian with what a router and a switch need. Made, not booted. */
export function twinImage() {
  const why = unavailable();
  if (why) {
    if (process.env.CI === "true") throw new SetupError(`twin: ${why}; in CI the network twin must not be left out`);
    say(`twin: not available, ${why}. All else works without it.`);
    return false;
  }
  return step({
    name: "twin",
    about: `image of the twin's nodes, Debian ${suite} (about a minute, 350 MB)`,
    inputs: [suite, packages, quiet, absent, hooks],
    outputs: [tools("twin/image/usr/sbin/nft")],
    make(folder) {
      // A Perl script; it needs no installation.
      try {
        run("apt-get", ["download", "mmdebstrap"], { cwd: folder });
      } catch {
        // A fresh machine has no lists of packages yet.
        run("apt-get", ["update"]);
        run("apt-get", ["download", "mmdebstrap"], { cwd: folder });
      }
      const file = readdirSync(folder).find((name) => name.endsWith(".deb"));
      if (!file) throw new SetupError("apt-get downloaded no mmdebstrap: are apt's sources and its proxy right?");
      run("dpkg-deb", ["--extract", file, "mmdebstrap"], { cwd: folder });
      run(join(folder, "mmdebstrap/usr/bin/mmdebstrap"), [
        ...["--mode=root", "--variant=minbase", `--include=${packages.join(",")}`],
        ...[
          "--dpkgopt=force-unsafe-io",
          "--dpkgopt=path-exclude=/usr/share/doc/*",
          "--dpkgopt=path-exclude=/usr/share/man/*",
        ],
        ...hooks.map((hook) => `--customize-hook=${hook}`),
        ...[suite, join(folder, "image"), ...sources()],
      ]);
      put(join(folder, "image"), tools("twin/image"));
    },
  });
}

const hooks = [
  `chroot "$1" systemctl disable ${quiet.join(" ")} 2>/dev/null || true`,
  `chroot "$1" systemctl mask ${absent.join(" ")}`,
  'chroot "$1" systemctl set-default multi-user.target',
  // Each node gets its own; host keys too.
  ': > "$1/etc/machine-id"; rm -f "$1"/etc/ssh/ssh_host_*',
];

function unavailable() {
  if (process.getuid?.() !== 0) return "it needs root (network namespaces, overlay file systems)";
  if (!onPath("apt-get") || sources().length === 0) return `it needs a machine with apt sources of Debian ${suite}`;
  return undefined;
}

/** The machine's own sources of the suite: its mirror and its keys hold here too. */
function sources() {
  const folder = "/etc/apt/sources.list.d";
  const wanted = new RegExp(`^(Suites:|deb\\s).*\\s${suite}\\s`, "m");
  const files = [...list(folder).map((name) => join(folder, name)), "/etc/apt/sources.list"];
  return files.filter((file) => /\.(list|sources)$/.test(file) && wanted.test(text(file)));
}

function list(folder) {
  try {
    return readdirSync(folder).sort();
  } catch {
    return [];
  }
}

function text(file) {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return "";
  }
}
