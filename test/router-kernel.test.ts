import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { sysctl } from "../render/adapters/linux/sysctl.js";
import { PROJECT } from "../scripts/lib/command.js";
import { site, withWakeOnLan } from "./render/adapters/fixtures.js";

const folder = mkdtempSync(join(tmpdir(), "kernel-"));
afterAll(() => rmSync(folder, { recursive: true }));

/** In an empty network namespace whose interface was there before the settings. */
function settled(text: string, script: string): string[] {
  const file = join(folder, "sysctl.conf");
  writeFileSync(file, text);
  const python = `import sys, subprocess
from pathlib import Path
from plattform import kernel
file, where = Path("${file}"), "education"
shell = lambda line: subprocess.run(line, shell=True, check=True)
shell("ip link add old type veth peer name far; sysctl -qw net.ipv4.conf.old.send_redirects=1 net.ipv4.conf.old.rp_filter=2")
${script}`;
  const env = { ...process.env, PYTHONPATH: join(PROJECT, "roles/router/files"), PYTHONDONTWRITEBYTECODE: "1" };
  return execFileSync("unshare", ["--net", "python3", "-c", python], { env, encoding: "utf8" }).trim().split("\n");
}

/** With all settings that there are. */
const SETTINGS = sysctl(withWakeOnLan(site()));

const RUNNING = "print(kernel.running(file, where), end='')";
/** What the file says, without its comments. */
const wanted = () =>
  SETTINGS.split("\n")
    .filter((line) => line && !line.startsWith("#"))
    .sort();

describe.skipIf(process.getuid?.() !== 0)("kernel settings of a router", () => {
  it("hold for an interface that was there before, and for one that comes later", () => {
    const later = `kernel.load(file, where)\nshell("ip link add new type veth peer name further")`;
    const keys = "ipv4 send_redirects,ipv4 rp_filter,ipv6 accept_ra";
    const asked = `for name in "old", "new":
  for kind, key in (it.split() for it in "${keys}".split(",")): print(Path(f"/proc/sys/net/{kind}/conf/{name}/{key}").read_text().strip())`;
    expect(settled(SETTINGS, `${later}\n${asked}`)).toEqual(Array(6).fill("0"));
    expect(settled(SETTINGS, `${later}\n${RUNNING}`).sort()).toEqual(wanted());
  });

  it("are read interface by interface where these differ", () => {
    const script = `kernel.load(file, where)\nshell("sysctl -qw net.ipv4.conf.old.send_redirects=1")\n${RUNNING}`;
    const found = settled(SETTINGS, script);
    expect(found).toContain("net.ipv4.conf.old.send_redirects = 1");
    expect(found).toContain("net.ipv4.conf.far.send_redirects = 0");
    expect(found).not.toContain("net.ipv4.conf.*.send_redirects = 0");
  });

  it("are complained about when the kernel has none of that name", () => {
    expect(() => settled("net.ipv4.nonsense = 1\n", "kernel.load(file, where)")).toThrow("nonsense");
  });
});
