import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { PROJECT } from "../../../scripts/lib/command.js";
import { canRunForeign, foreign } from "../../support/foreign.js";
import { ipBatches, tunnelPeers, withKeys, withoutComments } from "../../support/linux-texts.js";

const INVENTORIES = join(PROJECT, "inventories");
const QUIET = { status: 0, stdout: "", stderr: "" };

/** `<Träger>-<device>/<path>` → text of every committed file whose path ends so; equal texts once. */
function committed(ending: RegExp): Record<string, string> {
  const texts = new Map<string, string>();
  for (const traeger of readdirSync(INVENTORIES)) {
    const devices = join(INVENTORIES, traeger, "devices");
    for (const path of readdirSync(devices, { recursive: true, encoding: "utf8" }).sort()) {
      if (!ending.test(path)) continue;
      const text = readFileSync(join(devices, path), "utf8");
      if (!texts.has(text)) texts.set(text, `${traeger}-${path}`);
    }
  }
  return Object.fromEntries([...texts].map(([text, path]) => [path, text]));
}

/** Shell commands for each of the files, which stands in `$file`. */
const each = (files: Readonly<Record<string, string>>, commands: string) =>
  `cd /mnt; for file in ${Object.keys(files).join(" ")}; do ${commands}; done`;

describe.skipIf(!canRunForeign)("the committed devices of all who are generated", () => {
  it("nft prints back the rules of every router and hub, byte for byte", () => {
    const rules = committed(/\/nftables$/);
    expect(Object.keys(rules).length).toBeGreaterThan(100);
    const script = `nft flush ruleset; nft -f $file; nft -s list ruleset > /tmp/out; grep -v '^#' $file | cmp - /tmp/out || echo "$file"`;
    expect(foreign(rules, each(rules, script))).toEqual(QUIET);
  });

  it("vtysh knows every line of every frr.conf", () => {
    const files = committed(/\/frr\.conf$/);
    const script = "mkdir -p /etc/frr; touch /etc/frr/vtysh.conf";
    expect(foreign(files, `${script}; ${each(files, "vtysh -C -f $file || echo $file")}`)).toEqual(QUIET);
  });

  it("dnsmasq takes every configuration", () => {
    const files = committed(/\/dnsmasq\.conf$/);
    const script = "dnsmasq --test --conf-file=$file 2>/tmp/err || cat /tmp/err";
    expect(foreign(files, each(files, script)).stdout).toBe("");
  });

  it("keepalived takes every configuration", () => {
    const files = committed(/\/keepalived\.conf$/);
    const names = new Set(
      Object.values(files).flatMap((text) => [...text.matchAll(/interface (\S+)/g)].map(([, it]) => it)),
    );
    const links = [...names].map((name, n) => `ip link add ${name} type veth peer name far-${n}`).join("\n");
    expect(foreign(files, `${links}\n${each(files, "keepalived -t -f /mnt/$file")}`)).toEqual(QUIET);
  });

  it("chrony prints back every configuration", () => {
    const files = committed(/\/chrony\.conf$/);
    expect(Object.keys(files).length).toBeGreaterThan(5);
    const script = "chronyd -p -f $file | grep -v '^#' > /tmp/out; grep -v '^#' $file | cmp - /tmp/out || echo $file";
    expect(foreign(files, each(files, script))).toEqual(QUIET);
  });

  it("rsyslog takes every configuration", () => {
    const files = committed(/\/rsyslog\.conf$/);
    expect(Object.keys(files).length).toBeGreaterThan(5);
    const script =
      "rsyslogd -N1 -f $file > /tmp/out 2>&1 && ! grep -iE 'error|warning' /tmp/out || { echo $file; cat /tmp/out; }";
    expect(foreign(files, each(files, script))).toEqual(QUIET);
  });

  it("avahi reads every configuration", () => {
    const files = committed(/\/avahi\.conf$/);
    expect(Object.keys(files).length).toBeGreaterThan(0);
    const script = `avahi-daemon --daemonize --no-drop-root --no-chroot --file=/mnt/$file && avahi-daemon --kill || echo $file`;
    expect(foreign(files, each(files, script))).toEqual(QUIET);
  });

  it("the kernel takes every sysctl.conf", () => {
    const files = committed(/\/sysctl\.conf$/);
    expect(Object.keys(files).length).toBeGreaterThan(0);
    const script = "mount -o remount,rw /proc/sys 2>/dev/null || true";
    expect(foreign(files, `${script}; ${each(files, "sysctl -q -p $file || echo $file")}`)).toEqual(QUIET);
  });

  it("wg prints back every tunnel", () => {
    const files = Object.fromEntries(
      Object.entries(committed(/\/tunnels\/.*\.conf$/)).map(([path, text]) => [path, withKeys(text)]),
    );
    expect(Object.keys(files).length).toBeGreaterThan(300);
    const script = `mkdir -p /run/wireguard; LOG_LEVEL=silent WG_PROCESS_FOREGROUND=1 wireguard-go -f wg >/dev/null 2>&1 &
      for try in $(seq 500); do grep -q "00010000 .*/wg.sock" /proc/net/unix && break; done`;
    const { stdout, stderr } = foreign(
      files,
      `${script}; ${each(files, 'wg setconf wg $file; echo "== $file"; wg showconf wg')}`,
    );
    expect(stderr).toBe("");
    const wanted = Object.entries(files).map(([path, text]) => tunnelPeers(`${path}\n${withoutComments(text)}`));
    const printed = stdout.split(/^== /m).slice(1);
    expect(printed.map(tunnelPeers)).toEqual(wanted);
  });

  it("ip takes every link, address, route and rule", () => {
    const texts = Object.entries(committed(/\/ip$/));
    expect(texts.length).toBeGreaterThan(100);
    const files = Object.fromEntries(
      texts.flatMap(([path, text]) => {
        const { batch, batch6 } = ipBatches(text);
        const links = [...text.matchAll(/^link (\S+)/gm)].map(
          ([, name], n) => `link add ${name} type veth peer name far-${n}\nlink set far-${n} up\nlink set ${name} up\n`,
        );
        const addresses = [...text.matchAll(/^addr (\S+)/gm)].map(([, address]) => `${address}\n`);
        return [
          [`${path}/links`, links.join("")],
          [`${path}/batch`, batch],
          [`${path}/batch6`, batch6],
          [`${path}/addresses`, addresses.join("")],
        ];
      }),
    );
    const script = `unshare -n bash -euc 'ip link set lo up; ip -batch $0/links; ip -batch $0/batch; ip -6 -batch $0/batch6
      ip -o addr > /tmp/out; while read -r address; do grep -qF " $address " /tmp/out || echo "$0: $address"; done < $0/addresses' $file || echo $file`;
    expect(foreign(files, each(Object.fromEntries(texts), script))).toEqual(QUIET);
  });

  it("Open vSwitch reads every flow", () => {
    const files = committed(/\/ovs-ofctl$/);
    const script = `ovs-ofctl parse-flows $file > /tmp/read
        test "$(grep -c actions= /tmp/read)" = "$(grep -c actions= $file)" || echo $file`;
    expect(foreign(files, each(files, script))).toEqual(QUIET);
  });

  it("a database of Open vSwitch takes every command", () => {
    const files = committed(/\/ovs-vsctl$/);
    const script = `mkdir -p /run/openvswitch; ovsdb-tool create /tmp/conf.db /usr/share/openvswitch/vswitch.ovsschema
      ovsdb-server /tmp/conf.db --remote=punix:/run/openvswitch/db.sock --detach --pidfile=/tmp/pid --log-file=/tmp/log >/dev/null 2>&1
      ovs-vsctl --no-wait init`;
    const run = `grep -v '^#' $file | sed 's/^/ovs-vsctl --no-wait -- /' > /tmp/run; bash -eu /tmp/run || echo $file
        test "$(ovs-vsctl list-ports br0 | wc -l)" = "$(grep -c add-port $file)" || echo "ports of $file"`;
    expect(foreign(files, `${script}; ${each(files, run)}`)).toEqual(QUIET);
  });
});
