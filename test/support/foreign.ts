import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { IMAGE, unavailable } from "../../lab/twin/run.js";

/** Whether the twin's Debian 12 image is there, with nft, FRR, dnsmasq, WireGuard, keepalived and Open vSwitch. */
export const canRunForeign = unavailable() === undefined;

export interface Foreign {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/**
 * Runs a shell script in the image, in namespaces of its own (mounts, processes, network) that end with it. The files
 * given stand below /mnt; /run, /tmp, /etc/frr and /var are scratch.
 */
export function foreign(files: Readonly<Record<string, string>>, script: string): Foreign {
  const folder = mkdtempSync(join(tmpdir(), "foreign-"));
  try {
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), text);
    }
    const mounts = [
      "mount --make-rprivate /",
      `mount -t proc proc ${IMAGE}/proc`,
      ...["run", "tmp", "etc/frr", "var/log", "var/tmp"].map((path) => `mount -t tmpfs none ${IMAGE}/${path}`),
      `mount --rbind /dev ${IMAGE}/dev`,
      `mount --bind ${folder} ${IMAGE}/mnt`,
      `mount -t sysfs sysfs ${IMAGE}/sys`,
      "ip link set lo up",
      `exec chroot ${IMAGE} /bin/bash --norc -euc "$1"`,
    ].join(" && ");
    const { status, stdout, stderr } = spawnSync(
      "unshare",
      ["-nmpif", "--kill-child", "bash", "-c", mounts, "-", script],
      {
        encoding: "utf8",
        maxBuffer: 64 << 20,
        timeout: 300_000,
      },
    );
    return { status, stdout, stderr };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** FRR without its supervisor: the daemons of an instance, then `vtysh` on them. */
export const FRR_UP = [
  "mkdir -p /run/frr /var/tmp/frr; touch /etc/frr/vtysh.conf /etc/frr/frr.conf; chown -R frr:frr /run/frr /etc/frr /var/tmp/frr",
  "for daemon in zebra bgpd bfdd; do /usr/lib/frr/$daemon -d -f /dev/null -A 127.0.0.1 >/dev/null 2>&1; done",
].join("\n");
