import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { askedTypes, audible } from "../../../lab/twin/discovery.js";
import type { DiscoveryIntent } from "../../../model/intent.js";
import { linux } from "../../../render/adapters/linux/linux.js";
import { canRunForeign, foreign } from "../../support/foreign.js";
import { site, withDiscovery } from "./fixtures.js";

/** The router with one host in three of its segments. */
const NETWORK = `
inside() { nsenter --net=/run/netns/$1 ip "\${@:2}"; }
add() {
  ip netns add $1; ip link add seg-$1 type veth peer name eth0 netns $1
  ip addr add $2 dev seg-$1; ip link set seg-$1 up
  inside $1 addr add $3 dev eth0; inside $1 link set eth0 up
}
add staff 10.1.18.1/24 10.1.18.9/24; add printers 10.1.26.1/24 10.1.26.9/24; add guests 10.1.24.1/23 10.1.24.9/23
nft -f /mnt/nft
avahi-daemon --daemonize --no-drop-root --no-chroot --file=/mnt/avahi.conf
python3 /mnt/mdns.py < /mnt/question
`;

const probe = (name: string) => readFileSync(new URL(`../../../lab/twin/probe/${name}`, import.meta.url), "utf8");

describe.skipIf(!canRunForeign)("multicast DNS between segments, asked with packets,", () => {
  it("lets staff find printers of the declared types; guests find nothing and are not found, printers do not look", () => {
    const intent = withDiscovery(site());
    const files = linux.router?.(intent) ?? new Map<string, string>();
    const hosts = ["staff", "printers", "guests"].map((id) => ({ id, interface: `seg-${id}` }));
    const discovery = intent.instances[0]?.discovery as DiscoveryIntent;
    const wanted = audible(discovery, hosts);
    const addresses = { staff: "10.1.18.9", printers: "10.1.26.9", guests: "10.1.24.9" };
    const place = ([id, address]: [string, string]) => [id, { namespace: `/run/netns/${id}`, address }];
    const { stdout, stderr } = foreign(
      {
        nft: files.get("education/nftables") ?? "",
        "avahi.conf": files.get("education/avahi.conf") ?? "",
        "mdns.py": probe("mdns.py"),
        "namespaces.py": probe("namespaces.py"),
        question: JSON.stringify({
          ...{ seconds: 20, types: askedTypes(discovery), wanted },
          hosts: Object.fromEntries(Object.entries(addresses).map(place)),
        }),
      },
      NETWORK,
    );
    expect(stderr).toBe("");
    expect(JSON.parse(stdout)).toEqual({ heard: wanted });
    expect(wanted).toContain("staff hears printers answer staff about _ipp._tcp");
    expect(wanted.filter((one) => /guests|printers ask|staff answer/.test(one))).toEqual([]);
  });

  it("has a file that avahi reads; one with a mistake it refuses", () => {
    const text = linux.router?.(withDiscovery(site())).get("education/avahi.conf") ?? "";
    const test = "avahi-daemon --daemonize --no-drop-root --no-chroot --file=/mnt/avahi.conf";
    expect(foreign({ "avahi.conf": text }, test)).toMatchObject({ status: 0, stderr: "" });
    const wrong = foreign({ "avahi.conf": text.replace("reflect-filters", "reflect-filter") }, test);
    expect([wrong.status === 0, wrong.stderr.includes('"reflect-filter"')]).toEqual([false, true]);
  });
});
