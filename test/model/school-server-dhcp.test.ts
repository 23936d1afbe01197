import { expect, it } from "vitest";
import { linux } from "../../render/adapters/linux/linux.js";
import { changedBase, checkTexts } from "../support/declaration.js";

const SITE = "sites/nordstrasse.yaml";

/** The site where IServ stands, with these addresses for its pupils. */
function pupils(dhcp: string) {
  const { platform, diagnostics } = checkTexts(
    changedBase({
      replace: {
        [SITE]: {
          "accessPoints: { count: 20 }\n": `accessPoints: { count: 20 }\nsegments: { pupils: { dhcp: ${dhcp} } }\n`,
        },
      },
    }),
  );
  const router = Object.values(platform?.network.routers ?? {}).find(({ site }) => site === "nordstrasse");
  const education = router?.instances.find(({ id }) => id === "education");
  const segment = education?.segments.find(({ role }) => role === "pupils");
  const server = Object.values(platform?.machines ?? {}).find(
    ({ kind, cluster }) => kind === "iserv" && cluster === "site-nordstrasse",
  );
  const address = server?.nics[0]?.ipv4;
  if (!router || !education || !segment || !server || !address) throw new Error(JSON.stringify(diagnostics));
  return { router, education, segment, server, address };
}

it("a school server gives the addresses by the router's relay, and all that are asked on the way let it", () => {
  const { router, education, segment, server, address } = pupils("school-server");
  expect(segment.dhcp).toEqual({ owner: "school-server", servers: [address] });

  const from = (id: string) => ({ id, from: expect.objectContaining({ interface: "seg-pupils" }) as unknown });
  expect(education.services).toContainEqual(expect.objectContaining({ ...from("device-addresses"), ports: "67" }));
  expect(education.policies).toContainEqual(
    expect.objectContaining({ ...from("school-server-network"), protocol: "udp", ports: "53,67,69,123" }),
  );
  const asked = server.firewall.filter(({ protocol, ports }) => protocol === "udp" && ports.split(",").includes("67"));
  expect(asked.some(({ source }) => source?.split(",").includes(segment.ipv4))).toBe(true);

  const texts = linux.router?.(router);
  expect(texts?.get("education/dnsmasq.conf")).toContain(`dhcp-relay=${segment.gateway4},${address}\n`);
  const filter = texts?.get("education/nftables") ?? "";
  for (const side of ["saddr", "daddr"])
    expect(filter).toContain(`ip ${side} ${address} udp sport 67 udp dport 67 accept`);
  expect(filter).toMatch(/iifname \{[^}]*"seg-pupils"[^}]*\} udp sport 68 udp dport 67 accept/);
});

it("the router gives the addresses unless it is told so", () => {
  const { router, address } = pupils("router");
  expect(linux.router?.(router).get("education/dnsmasq.conf")).not.toContain(address);
});
