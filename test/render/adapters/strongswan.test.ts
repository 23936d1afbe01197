import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { linux } from "../../../render/adapters/linux/linux.js";
import { PROJECT } from "../../support/command.js";
import { canRunForeign, foreign } from "../../support/foreign.js";
import { hub, site, withIke } from "./fixtures.js";

const files = (router: ReturnType<typeof site>, folder: string) => {
  const rendered = linux.router?.(withIke(router)) ?? new Map<string, string>();
  const own = ["swanctl.conf", "strongswan.conf"].map(
    (name) => [`${folder}/${name}`, rendered.get(name) ?? ""] as const,
  );
  return Object.fromEntries(own);
};

/** The role's program for the device. */
function tool(): Record<string, string> {
  const path = join(PROJECT, "roles/router/files/plattform");
  const names = readdirSync(path).filter((name) => name.endsWith(".py"));
  return Object.fromEntries(names.map((name) => [`plattform/${name}`, readFileSync(join(path, name), "utf8")]));
}

/** strongSwan's daemon with the rendered settings, as shell functions; $1 is the folder of the files. */
const DAEMON = `
up() { STRONGSWAN_CONF=\${2:-/mnt/$1/strongswan.conf} charon-systemd >/tmp/$1.log 2>&1 &
  for try in $(seq 400); do test -S /run/charon.vici && return; sleep 0.05; done; cat /tmp/$1.log >&2; return 1; }
load() { swanctl --load-all --file /mnt/$1/swanctl.conf 2>/tmp/$1.err || { cat /tmp/$1.err >&2; return 1; }; }`;

describe.skipIf(!canRunForeign)("strongSwan", () => {
  it.each([
    ["site", site()],
    ["hub", hub()],
  ] as const)("loads every connection and key of a %s", (folder, router) => {
    const script = `${DAEMON}\nup ${folder}; load ${folder} >/dev/null; swanctl --list-conns 2>/dev/null`;
    const { status, stdout } = foreign(files(router, folder), script);
    expect(status).toBe(0);
    const wanted = withIke(router).instances.flatMap(({ tunnels }) =>
      tunnels.flatMap(({ ike, interface: name, peers }) => (ike ? peers.map((peer) => `${name}-${peer.device}`) : [])),
    );
    expect([...stdout.matchAll(/^(\S+): IKEv2/gm)].map(([, name]) => name)).toEqual(wanted);
  });

  it("refuses a file with a mistake", () => {
    const own = files(site(), "site");
    const wrong = {
      ...own,
      "site/swanctl.conf": own["site/swanctl.conf"]?.replaceAll("aes256gcm16", "aes257gcm16") ?? "",
    };
    const { status, stderr } = foreign(wrong, `${DAEMON}\nup site; load site`);
    expect(status).toBe(1);
    expect(stderr).toContain("invalid value for: proposals");
  });

  it("is asked by the role's check, which reads a tree below /run", () => {
    const given = {
      ...files(site(), "site"),
      ...tool(),
    };
    const script = `mkdir -p /run/plattform; cp -r /mnt/site /run/plattform/staged
check=$(PYTHONDONTWRITEBYTECODE=1 PYTHONPATH=/mnt python3 -c 'from plattform import ike; print(ike.SCRATCH)')
unshare --net --mount --propagation unchanged sh -c "$check" sh /run/plattform/staged /tmp/said`;
    const { stdout, stderr } = foreign(given, script);
    expect(stdout, stderr).toContain("tuv-1-dc1-hub-dc1: IKEv2");
  });

  it("is compared with what its list does not show, and no key is printed", () => {
    const own = files(site(), "site");
    const text = (own["site/swanctl.conf"] ?? "").replaceAll(/secret = ".*"/g, 'secret = "not to be seen"');
    const given = {
      "site/swanctl.conf": text,
      "other/swanctl.conf": text.replaceAll("start_action = trap|start", "start_action = start"),
      ...tool(),
    };
    const script = `PYTHONDONTWRITEBYTECODE=1 PYTHONPATH=/mnt python3 -c '
from pathlib import Path
from plattform import ike
one, other = (ike.masked(Path("/mnt") / name / "swanctl.conf", "salt") for name in ("site", "other"))
print(one == ike.masked(Path("/mnt/site/swanctl.conf"), "salt"), one == other, "not to be seen" in one, "hmac-" in one)'`;
    const { stdout, stderr } = foreign(given, script);
    expect(stdout.trim(), stderr).toBe("True False False True");
  });

  it("negotiates the tunnel between a site and its hub: exactly the declared suite, identities and prefixes", () => {
    // Test machines' kernels have neither xfrm interfaces nor AES-GCM for ESP: the daemon's own ESP, which knows no
    // interfaces' numbers, stands in for them.
    const user =
      "include /mnt/ROLE/strongswan.conf\ncharon-systemd { filelog { stderr { default = 1 } }\n plugins { kernel-libipsec { load = yes } } }\n";
    const all = {
      ...files(site(), "site"),
      ...files(hub(), "hub"),
      "site/test.conf": user.replace("ROLE", "site"),
      "hub/test.conf": user.replace("ROLE", "hub"),
    };
    const script = `${DAEMON}
sed -i '/if_id/d' /mnt/*/swanctl.conf
unshare --net sleep 300 & site=$!
unshare --net sleep 300 & hub=$!
ip link add one type veth peer name two
until ip link set one netns $site name line && ip link set two netns $hub name line; do sleep 0.05; done 2>/dev/null
at() { nsenter --net=/proc/$1/ns/net "\${@:2}"; }
# The daemon's own ESP wants an address of each selector.
at $site sh -ec 'ip link set lo up; for own in 10.1.30.1/32 10.1.31.8/32 fd12:3456:1:5a::1/128 fd12:3456:1:f::9/128; do ip addr add $own dev lo; done; ip addr add 100.64.0.6/32 dev line; ip link set line up; ip route add 198.51.100.10 dev line src 100.64.0.6'
at $hub sh -ec 'ip link set lo up; for own in 10.0.255.228/32 10.240.0.1/32 fd12:3456:0:f::e4/128 fd12:3456:f000::1/128; do ip addr add $own dev lo; done; ip addr add 198.51.100.10/32 dev line; ip link set line up; ip route add 100.64.0.6 dev line src 198.51.100.10'
export -f up load
side() { at $1 unshare --mount --propagation unchanged bash -euc "mount -t tmpfs none /run; $2"; }
side $hub 'up hub /mnt/hub/test.conf; load hub >/dev/null; touch /tmp/called; until test -e /tmp/done; do sleep 0.1; done; kill %1' &
until test -e /tmp/called; do sleep 0.05; done
side $site 'up site /mnt/site/test.conf; load site >/dev/null
  for try in $(seq 600); do swanctl --list-sas --ike tuv-1-dc1-hub-dc1 2>/dev/null > /tmp/sas; grep -q INSTALLED /tmp/sas && break; sleep 0.1; done; kill %1'
cat /tmp/sas; touch /tmp/done; cat /tmp/site.log /tmp/hub.log >&2`;
    const { stdout, stderr } = foreign(all, script);
    expect(stdout, stderr).toContain("INSTALLED, TUNNEL-in-UDP");
    expect(stdout).toContain("AES_GCM_16-256/PRF_HMAC_SHA2_384/ECP_384");
    expect(stdout).toContain("local  'tuv-1.router-site-1' @ 100.64.0.6[4500]");
    expect(stdout).toContain("remote 'tuv-1.hub-dc1' @ 198.51.100.10[4500]");
    expect(stdout).toContain("local  10.1.30.0/24 10.1.31.8/32 fd12:3456:1:f::9/128 fd12:3456:1:5a::/64\n");
    expect(stdout).toContain("remote 10.0.255.228/32 10.240.0.0/16 fd12:3456:0:f::e4/128 fd12:3456:f000::/36\n");
  });
});
