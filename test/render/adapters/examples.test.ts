import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { PROJECT } from "../../../scripts/lib/command.js";
import { canRunForeign, foreign } from "../../support/foreign.js";

const DEVICES = join(PROJECT, "inventories/hansestadt/devices");

/** `<device>/<path>` → text of the committed files whose name ends so. */
function committed(ending: string): Record<string, string> {
  const paths = readdirSync(DEVICES, { recursive: true, encoding: "utf8" }).filter((path) => path.endsWith(ending));
  return Object.fromEntries(paths.map((path) => [path, readFileSync(join(DEVICES, path), "utf8")]));
}

describe.skipIf(!canRunForeign)("the committed devices of the city", () => {
  it("nft prints back the rules of every router and hub, byte for byte", () => {
    const rules = committed("/nftables");
    expect(Object.keys(rules).length).toBeGreaterThan(80);
    const script = `cd /mnt; for file in */*/nftables; do
      nft flush ruleset; nft -f $file; nft -s list ruleset > /tmp/out; grep -v '^#' $file | cmp - /tmp/out || echo "$file"; done`;
    expect(foreign(rules, script)).toEqual({ status: 0, stdout: "", stderr: "" });
  });

  it("vtysh knows every line of every frr.conf", () => {
    const script =
      "mkdir -p /etc/frr; touch /etc/frr/vtysh.conf; cd /mnt; for file in */*/frr.conf; do vtysh -C -f $file || echo $file; done";
    expect(foreign(committed("/frr.conf"), script)).toEqual({ status: 0, stdout: "", stderr: "" });
  });

  it("dnsmasq takes every configuration", () => {
    const script =
      "cd /mnt; for file in */*/dnsmasq.conf; do dnsmasq --test --conf-file=$file 2>/tmp/err || cat /tmp/err; done";
    expect(foreign(committed("/dnsmasq.conf"), script).stdout).toBe("");
  });

  it("keepalived takes every configuration", () => {
    const files = committed("/keepalived.conf");
    const names = new Set(
      Object.values(files).flatMap((text) => [...text.matchAll(/interface (\S+)/g)].map(([, it]) => it)),
    );
    const links = [...names].map((name, n) => `ip link add ${name} type veth peer name far-${n}`).join("\n");
    const script = `${links}\ncd /mnt; for file in */*/keepalived.conf; do keepalived -t -f /mnt/$file; done`;
    expect(foreign(files, script)).toEqual({ status: 0, stdout: "", stderr: "" });
  });

  it("Open vSwitch reads every flow", () => {
    const script = `cd /mnt; for file in */ovs-ofctl; do ovs-ofctl parse-flows $file > /tmp/read
        test "$(grep -c actions= /tmp/read)" = "$(grep -c actions= $file)" || echo $file; done`;
    expect(foreign(committed("/ovs-ofctl"), script)).toEqual({ status: 0, stdout: "", stderr: "" });
  });

  it("a database of Open vSwitch takes every command", () => {
    const script = `mkdir -p /run/openvswitch; ovsdb-tool create /tmp/conf.db /usr/share/openvswitch/vswitch.ovsschema
      ovsdb-server /tmp/conf.db --remote=punix:/run/openvswitch/db.sock --detach --pidfile=/tmp/pid --log-file=/tmp/log >/dev/null 2>&1
      ovs-vsctl --no-wait init; cd /mnt
      for file in */ovs-vsctl; do grep -v '^#' $file | sed 's/^/ovs-vsctl --no-wait -- /' > /tmp/run; bash -eu /tmp/run || echo $file
        test "$(ovs-vsctl list-ports br0 | wc -l)" = "$(grep -c add-port $file)" || echo "ports of $file"; done`;
    expect(foreign(committed("/ovs-vsctl"), script)).toEqual({ status: 0, stdout: "", stderr: "" });
  });
});
