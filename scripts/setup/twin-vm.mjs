import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { canMakeDebian, debian, routerPackages, suite } from "./debian.mjs";
import { tools } from "./project.mjs";
import { put, run, step } from "./step.mjs";

/** A device as it stands at a technician's: Debian with the packages that `npm run bootstrap` asks for, and no more. */
const packages = [
  ...["linux-image-cloud-amd64", "systemd", "systemd-sysv", "udev", "dbus", "kmod", "procps"],
  ...["python3", "openssh-server", "sudo", ...routerPackages, "wireguard-tools"],
  ...["charon-systemd", "strongswan-swanctl", "libstrongswan-standard-plugins", "iputils-ping"],
  // Else the start-up image is packed with gzip, which takes ten minutes on an emulated processor.
  "zstd",
];

/** What a technician does by hand: runs the script that is on the medium which was put in. */
const technician = `[Unit]
Description=Runs the script on the second disk, once
ConditionPathExists=/dev/vdb
ConditionPathExists=!/var/lib/commissioned

[Service]
Type=oneshot
ExecStart=/bin/sh /dev/vdb
ExecStartPost=/bin/touch /var/lib/commissioned
StandardOutput=journal+console

[Install]
WantedBy=multi-user.target
`;

/**
 * What Debian's installer leaves (a start-up image with what the device needs, which it offers as "targeted"); nothing of this
 * machine, and no keys: each device makes its own, and without them SSH would be started again and again.
 */
const installed = [
  'echo MODULES=dep > "$1/etc/initramfs-tools/conf.d/targeted"; chroot "$1" systemctl --quiet disable ssh.service',
  'echo debian > "$1/etc/hostname"; echo 127.0.0.1 localhost debian > "$1/etc/hosts"; rm -f "$1/etc/resolv.conf"',
  ': > "$1/etc/machine-id"; rm -f "$1"/etc/ssh/ssh_host_*',
].join("; ");

const size = "3G";

/**
 * Machine of the twin's proof `vm`: QEMU, and a disk with Debian and its own kernel, which has what a test machine's
 * kernel lacks. Made only when that proof is asked for.
 */
export function twinMachine() {
  if (!canMakeDebian("twin-vm")) return false;
  return step({
    name: "twin-vm",
    about: `QEMU, and a machine with Debian ${suite} for the proof vm (some minutes, 700 MB)`,
    inputs: [suite, packages, technician, installed, size],
    outputs: [tools("twin-vm/disk.raw"), tools("twin-vm/qemu/usr/bin/qemu-system-x86_64")],
    make(folder) {
      const [unit, root, made] = ["technician.service", "root", "made"].map((name) => join(folder, name));
      writeFileSync(unit, technician);
      debian(join(folder, "qemu"), ["qemu-system-x86"], ["--variant=extract"]);
      debian(root, packages, [
        "--variant=minbase",
        `--customize-hook=copy-in ${unit} /etc/systemd/system`,
        '--customize-hook=chroot "$1" systemctl enable technician.service',
        `--customize-hook=${installed}`,
      ]);
      const disk = join(made, "disk.raw");
      run("sh", [
        "-euc",
        'mkdir "$1"; cp -L "$2/vmlinuz" "$2/initrd.img" "$1"; mv "$3" "$1"',
        "sh",
        made,
        root,
        join(folder, "qemu"),
      ]);
      run("mke2fs", ["-q", "-t", "ext4", "-L", "root", "-d", root, disk, size]);
      put(made, tools("twin-vm"));
    },
  });
}
