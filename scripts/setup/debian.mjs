import { readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { onPath, tools } from "./project.mjs";
import { put, run, SetupError, say, step } from "./step.mjs";

/** Release that the Linux routers run (render/adapters/linux): whatever the twin plays runs the same. */
export const suite = "bookworm";

/** Programs of a router and a hub beside the base system. */
export const routerPackages = [
  ...["iproute2", "nftables", "conntrack", "frr", "frr-pythontools", "dnsmasq", "avahi-daemon", "chrony", "keepalived"],
  ...["rsyslog", "udhcpc", "ppp", "pppoe"],
];

/**
 * Makes a root file system of Debian, not booted, as `.tools/twin/<folder>`.
 *
 * @param image.name      the step
 * @param image.about     for the log, without the release
 * @param image.folder    where it goes
 * @param image.program   a file in it that shows that it is whole
 * @param image.packages  what is in it, beside the smallest Debian
 * @param image.quiet     services that do not start by themselves
 */
export function debianImage({ name, about, folder, program, packages, quiet }) {
  if (!canMakeDebian(name)) return false;
  return step({
    name,
    about: `${about}, Debian ${suite}`,
    inputs: [suite, packages, quiet, absent, hooks(quiet)],
    outputs: [tools("twin", folder, program)],
    make(unfinished) {
      const image = join(unfinished, "image");
      debian(image, packages, ["--variant=minbase", ...hooks(quiet).map((hook) => `--customize-hook=${hook}`)]);
      put(image, tools("twin", folder));
    },
  });
}

/**
 * A Debian in a folder, not booted. The machine's own sources of the release are used: its mirror and its keys hold here too.
 *
 * @param into      folder to be made; mmdebstrap goes beside it
 * @param packages  with all that they depend on, without what they recommend
 * @param options   more of mmdebstrap's
 */
export function debian(into, packages, options) {
  const folder = dirname(into);
  // A Perl script; it needs no installation.
  try {
    run("apt-get", ["download", "mmdebstrap"], { cwd: folder });
  } catch {
    // A fresh machine has no lists of packages yet.
    run("apt-get", ["update"]);
    run("apt-get", ["download", "mmdebstrap"], { cwd: folder });
  }
  const file = readdirSync(folder).find((one) => one.endsWith(".deb"));
  if (!file) throw new SetupError("apt-get downloaded no mmdebstrap: are apt's sources and its proxy right?");
  run("dpkg-deb", ["--extract", file, "mmdebstrap"], { cwd: folder });
  const programs = join(folder, "mmdebstrap/usr/bin");
  const all = [
    ...["--mode=root", `--include=${packages.join(",")}`, "--dpkgopt=force-unsafe-io"],
    ...["--dpkgopt=path-exclude=/usr/share/doc/*", "--dpkgopt=path-exclude=/usr/share/man/*"],
    ...[...options, suite, into, ...sources()],
  ];
  // It calls its own helper programs by name.
  run(join(programs, "mmdebstrap"), all, { env: { PATH: `${programs}:${process.env.PATH}` } });
}

/** Whether a Debian can be made here; says why not. @throws SetupError in CI, where the twin must not be left out */
export function canMakeDebian(name) {
  const why = unavailable();
  if (!why) return true;
  if (process.env.CI === "true") throw new SetupError(`${name}: ${why}; in CI the network twin must not be left out`);
  say(`${name}: not available, ${why}. All else works without it.`);
  return false;
}

/** What no node of the twin has. */
const absent = [
  ...["console-getty.service", "getty.target", "systemd-logind.service", "systemd-networkd.service"],
  ...["apt-daily.timer", "apt-daily-upgrade.timer", "dpkg-db-backup.timer", "e2scrub_all.timer", "fstrim.timer"],
  ...["systemd-timesyncd.service", "systemd-udevd.service", "systemd-journal-flush.service"],
];

/** @returns commands that make a node out of what the packages left */
function hooks(quiet) {
  return [
    `chroot "$1" systemctl disable ${quiet.join(" ")} 2>/dev/null || true`,
    `chroot "$1" systemctl mask ${absent.join(" ")}`,
    'chroot "$1" systemctl set-default multi-user.target',
    // Each node gets its own; host keys too.
    ': > "$1/etc/machine-id"; rm -f "$1"/etc/ssh/ssh_host_*',
  ];
}

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
