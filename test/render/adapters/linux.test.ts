import { describe, expect, it } from "vitest";
import { linux } from "../../../render/adapters/linux/linux.js";
import { canRunForeign, FRR_UP, foreign } from "../../support/foreign.js";
import { runningFrr } from "../../support/frr.js";
import { ipBatches, tunnelPeers, withKeys, withoutComments } from "../../support/linux-texts.js";
import { hub, site, withDiscovery, withNarrowLines, withSchoolDhcp, withWakeOnLan } from "./fixtures.js";

const ROUTERS = { site: site(), hub: hub(), "second hub": hub(1) };
const siteRules = linux.router?.(site()).get("education/nftables") ?? "";
const LISTEN = `
import socket, time
ports = [socket.create_server(("198.51.100.1", port)) for port in (80, 443, 8080)]
time.sleep(60)`;
const CALL = `
import socket, sys
try:
    socket.create_connection(("198.51.100.1", int(sys.argv[1])), timeout=2)
except OSError:
    sys.exit(1)`;
const FURTHER = {
  "narrow lines": withNarrowLines(site()),
  discovery: withDiscovery(site()),
  "addresses by a school server": withSchoolDhcp(site()),
  "computers to wake": withWakeOnLan(site()),
};
const INSTANCES = ["education", "verwaltung"];
const cases = Object.entries(ROUTERS).flatMap(([name, intent]) => {
  const files = linux.router?.(intent) ?? new Map<string, string>();
  return INSTANCES.map((instance) => ({
    name,
    instance,
    file: (path: string) => files.get(`${instance}/${path}`) ?? "",
    files,
  }));
});

describe.skipIf(!canRunForeign)("the programs that read a Linux router's files", () => {
  it.each(cases)("nft prints back the rules of $name, $instance, byte for byte", ({ file }) => {
    const { stdout, stderr } = foreign(
      { nft: file("nftables") },
      "nft -c -f /mnt/nft && nft -f /mnt/nft && nft -s list ruleset",
    );
    expect(stderr).toBe("");
    expect(stdout).toBe(withoutComments(file("nftables")));
  });

  it.each(Object.entries(FURTHER))("nft prints back the rules of a site with %s, byte for byte", (_, intent) => {
    const rules = linux.router?.(intent).get("education/nftables") ?? "";
    const { stdout, stderr } = foreign({ nft: rules }, "nft -f /mnt/nft && nft -s list ruleset");
    expect(stderr).toBe("");
    expect(stdout).toBe(withoutComments(rules));
  });

  it("lets apt's own user out by the lines to a mirror, and nobody else, and it nowhere else", () => {
    const script = `
      unshare --net sleep 60 & far=$!
      until [ "$(readlink /proc/$far/ns/net)" != "$(readlink /proc/self/ns/net)" ]; do :; done
      ip link add wan-1 type veth peer name far
      ip link set far netns $far
      ip addr add 198.51.100.2/24 dev wan-1; ip link set wan-1 up
      nsenter --net=/proc/$far/ns/net sh -c 'ip addr add 198.51.100.1/24 dev far; ip link set far up'
      nft -f /mnt/nft
      nsenter --net=/proc/$far/ns/net python3 /mnt/listen & listener=$!
      until nsenter --net=/proc/$far/ns/net grep -q ":1F90 .* 0A " /proc/$far/net/tcp; do :; done
      test "$(id -u _apt)" = 42
      for user in _apt root; do for port in 80 443 8080; do
        setpriv --reuid=$user --clear-groups python3 -c "$(cat /mnt/call)" $port && echo $user $port || true
      done; done
      kill $listener $far`;
    const { stdout, stderr } = foreign({ nft: siteRules, listen: LISTEN, call: CALL }, script);
    expect(`${stdout}${stderr.replace(/.*Terminated.*\n?/g, "")}`).toBe("_apt 80\n_apt 443\n");
  });

  it.each(cases)("FRR prints back the configuration of $name, $instance", ({ file }) => {
    const script = `${FRR_UP}\nvtysh -C -f /mnt/frr >&2; vtysh -f /mnt/frr >/tmp/out 2>&1; ! grep -i unknown /tmp/out >&2; vtysh -c 'show running-config'`;
    const { stdout, stderr, status } = foreign({ frr: file("frr.conf") }, script);
    expect(`${status} ${stderr}`).toBe("0 ");
    expect(runningFrr(stdout)).toBe(runningFrr(file("frr.conf")));
  });

  it.each(cases)("dnsmasq takes the configuration of $name, $instance", ({ file }) => {
    const { stderr } = foreign({ dnsmasq: file("dnsmasq.conf") }, "dnsmasq --test --conf-file=/mnt/dnsmasq");
    expect(stderr).toContain("syntax check OK");
  });

  it.each(cases)("chrony takes the configuration of $name, $instance", ({ file }) => {
    const { status, stdout } = foreign({ chrony: file("chrony.conf") }, "chronyd -p -f /mnt/chrony");
    expect(status).toBe(0);
    expect(withoutComments(stdout).trim()).toBe(withoutComments(file("chrony.conf")).trim());
  });

  it.each(cases.filter(({ file }) => file("rsyslog.conf") !== ""))(
    "rsyslog takes the configuration of $name",
    ({ file }) => {
      const { status, stderr } = foreign({ rsyslog: file("rsyslog.conf") }, "rsyslogd -N1 -f /mnt/rsyslog");
      expect(stderr).not.toMatch(/error|warning/i);
      expect(status).toBe(0);
    },
  );

  it.each(cases.filter(({ file }) => file("keepalived.conf") !== ""))(
    "keepalived takes the configuration of $name",
    ({ file }) => {
      const script = "ip link add seg-servers type veth peer name far; keepalived -t -f /mnt/keepalived";
      const { status, stderr } = foreign({ keepalived: file("keepalived.conf") }, script);
      expect(`${status} ${stderr}`).toBe("0 ");
    },
  );

  it.each(cases)("wg prints back every tunnel of $name, $instance", ({ files, instance }) => {
    const tunnels = [...files].filter(([path]) => path.startsWith(`${instance}/tunnels/`));
    expect(tunnels.length).toBeGreaterThan(0);
    const keyed = Object.fromEntries(tunnels.map(([path, text]) => [path.replace(/.*\//, ""), withKeys(text)]));
    const script = `mkdir -p /run/wireguard
      for file in /mnt/*.conf; do name=$(basename $file .conf)
        LOG_LEVEL=silent WG_PROCESS_FOREGROUND=1 wireguard-go -f $name >/dev/null 2>&1 &
        for try in $(seq 500); do grep -q "00010000 .*/$name.sock" /proc/net/unix && break; done; wg setconf $name $file; wg showconf $name > /tmp/$name; done
      for file in /tmp/*; do echo "== $(basename $file)"; cat $file; done`;
    const { stdout, stderr } = foreign(keyed, script);
    expect(stderr).toBe("");
    const printed = stdout.split(/^== /m).slice(1);
    expect(printed.map(tunnelPeers)).toEqual(
      Object.entries(keyed)
        .sort()
        .map(([name, text]) => tunnelPeers(`${name.replace(".conf", "")}\n${withoutComments(text)}`)),
    );
  });

  it.each(cases)("ip takes every link, address, route and rule of $name, $instance", ({ file }) => {
    const names = [...file("ip").matchAll(/^link (\S+)/gm)].map(([, name]) => name);
    const links = names.map(
      (name, n) => `ip link add ${name} type veth peer name far-${n}; ip link set far-${n} up; ip link set ${name} up`,
    );
    const { status, stderr, stdout } = foreign(
      ipBatches(file("ip")),
      `${links.join("\n")}\nip -batch /mnt/batch; ip -6 -batch /mnt/batch6; ip rule; ip -o addr`,
    );
    expect(`${status} ${stderr}`).toBe("0 ");
    for (const [, address] of file("ip").matchAll(/^addr (\S+)/gm)) expect(stdout).toContain(` ${address} `);
  });

  it("the kernel takes every setting of sysctl.conf", () => {
    const text = linux.router?.(site()).get("sysctl.conf") ?? "";
    const { status, stderr } = foreign(
      { sysctl: text },
      "mount -o remount,rw /proc/sys 2>/dev/null || true; sysctl -q -p /mnt/sysctl",
    );
    expect(`${status} ${stderr}`).toBe("0 ");
  });
});

describe("names of the logon", () => {
  const { directory: _, ...without } = site();
  const withServer = { ...without, directory: { domain: "schule.example", servers: ["10.80.20.10"] } };
  const text = (intent: typeof withServer | typeof without, path: string) => linux.router?.(intent)?.get(path) ?? "";

  it("are asked from the directory server at the site, and the router may ask it", () => {
    expect(text(withServer, "education/dnsmasq.conf")).toContain("server=/schule.example/10.80.20.10\n");
    expect(text(withServer, "education/nftables")).toMatch(
      /ip daddr \{[^}]*10\.80\.20\.10[^}]*\} meta l4proto \{ tcp, udp \} th dport 53/,
    );
    expect(text(withServer, "verwaltung/dnsmasq.conf")).not.toContain("10.80.20.10");
  });

  it("go to the central resolvers where there is none", () => {
    expect(text(without, "education/dnsmasq.conf")).not.toContain("server=/");
  });
});
