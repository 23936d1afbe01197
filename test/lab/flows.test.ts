import { beforeAll, describe, expect, it } from "vitest";
import type { Expectation } from "../../lab/twin/expected.js";
import { flowsOf } from "../../lab/twin/flows.js";
import { topologyOf } from "../../lab/twin/topology.js";
import type { Twin } from "../../lab/twin/twin.js";
import type { RouterIntent } from "../../model/intent.js";
import type { Platform } from "../../model/platform.js";
import { ovsFiles } from "../../render/adapters/openvswitch/openvswitch.js";
import { expectedOf } from "../support/expected.js";

/** A site whose both lines have IPv6, and whose second one has no filter. */
const SITE = "kreuzhof";

let platform: Platform;
let expected: Expectation;

beforeAll(() => {
  ({ platform, expected } = expectedOf("hansestadt"));
});

const routerOf = ({ network }: Platform) => {
  const found = Object.values(network.routers).find(({ site }) => site === SITE);
  if (!found) throw new Error(`no router at ${SITE}`);
  return found;
};

/** The platform with the site's lines as an operator without IPv6 hands them over. */
const withoutIpv6 = (): Platform => {
  const router = routerOf(platform);
  const uplinks = router.uplinks.map(({ ipv6: _, ...line }) => line);
  const routers = { ...platform.network.routers, [router.device.name]: { ...router, uplinks } satisfies RouterIntent };
  return { ...platform, network: { ...platform.network, routers } };
};

const idsOf = (of: Platform) => {
  const twin = { topology: topologyOf(of, [SITE], ovsFiles) } as Twin;
  return flowsOf(twin, of, expected, routerOf(of)).map(({ id }) => id);
};

describe("the steady traffic of a site that fails over", () => {
  it("goes in both directions: a line may lose packets in one of them only", () => {
    const ids = idsOf(platform);
    expect(ids).toEqual(expect.arrayContaining(["staff → data-centre IPv4", "data-centre → site IPv4"]));
  });

  it("keeps connections off a line in each family that the first line has", () => {
    const kept = idsOf(platform).filter((id) => id.includes("not by"));
    const ways = [...new Set(kept.map((id) => id.replace(/ IPv.$/, "")))];
    expect(ways.length).toBeGreaterThan(0);
    expect(kept).toEqual(ways.flatMap((way) => [`${way} IPv4`, `${way} IPv6`]));
  });

  it("asks no IPv6 of the Internet at a site whose lines have none: what cannot arrive proves no leak", () => {
    const [both, four] = [idsOf(platform), idsOf(withoutIpv6())];
    expect(both.filter((id) => !four.includes(id))).toEqual(both.filter((id) => /not by.*IPv6$/.test(id)));
  });
});
