import { expect, it } from "vitest";
import { changedBase, checkTexts } from "../support/declaration.js";

/** Ports in use of the first switch of Südweg, whose distributors are these, with what stands beside them. */
function used(profile: string, distributors: string, accessPoints = "{ count: 8 }") {
  const { platform, diagnostics } = checkTexts(
    changedBase({
      replace: {
        "sites/suedweg.yaml": {
          "flur: { ports: 24, model: catalyst-1000-24p }": distributors,
          "{ count: 8 }": accessPoints,
        },
      },
      allocate: true,
    }),
  );
  expect(diagnostics.filter(({ severity }) => severity === "error")).toEqual([]);
  const [name = ""] = platform?.sites.suedweg?.switches.map((device) => device.name) ?? [];
  return platform?.network.switches[name]?.ports.flatMap(({ profile: of, name: port, description }) =>
    of === profile ? [[port.replace("GigabitEthernet", ""), description]] : [],
  );
}

const single = (more: string) => `flur: { ports: 24, model: catalyst-1000-24p${more} }`;
const stack = (more: string) => `flur: { ports: 24, model: catalyst-9200l-24p${more} }`;
const numbers = (ports: ReturnType<typeof used>) => ports?.map(([port]) => port);

it("a router is at the first uplink of the main distributor", () => {
  expect(used("router", single(""))).toEqual([["1/0/25", "rou-002-01"]]);
});

it("a router is where its port is declared, and nowhere else", () => {
  expect(used("router", single(', profiles: { router: "5" }'))).toEqual([["1/0/5", "rou-002-01"]]);
  expect(used("router", stack(', stack: 2, profiles: { router: "2/5" }'))).toEqual([["2/0/5", "rou-002-01"]]);
});

it("a profile is at the ports of the member that it names, and of the first where it names none", () => {
  const distributors = stack(', stack: 3, profiles: { staff: "1-2,3/1-2", router: "2/28" }');
  expect(numbers(used("staff", distributors))).toEqual(["1/0/1", "1/0/2", "3/0/1", "3/0/2"]);
  expect(numbers(used("router", distributors))).toEqual(["2/1/4"]);
});

it("the ways of a stack go to its members in turn, and all to the first where there is one", () => {
  const floors = ["a", "b", "c"].map((id) => `\n  ${id}: { ports: 24, model: catalyst-1000-24p }`).join("");
  const ways = (one: string) =>
    [...(used("router", `${one}${floors}`) ?? []), ...(used("distributor", `${one}${floors}`) ?? [])].map(
      ([port = "", to = ""]) => `${port} ${to}`,
    );
  expect(ways(stack(", stack: 2, role: main"))).toEqual([
    "1/1/1 rou-002-01",
    "1/1/2 swi-002-03",
    "2/1/1 swi-002-02",
    "2/1/2 swi-002-04",
  ]);
  expect(ways(stack(", role: main"))).toEqual([
    "1/1/1 rou-002-01",
    "1/1/2 swi-002-02",
    "1/1/3 swi-002-03",
    "1/1/4 swi-002-04",
  ]);
});

it("each member feeds access points out of its own power", () => {
  // 80 % of 100 W are two of 30 W.
  const found = used("access-point", stack(", stack: 2, poeWatt: 100"), "{ count: 4 }");
  expect(numbers(found)).toEqual(["1/0/1", "1/0/2", "2/0/1", "2/0/2"]);
});

it.each([
  ["telephones leave", 'voice: "20-24"', "5"],
  ["telephones with a computer leave", 'staff-telephone: "20-24"', "5"],
  ["displays leave", 'managed-devices: "23-24"', "5"],
  ["more displays leave", 'managed-devices: "22-24"', "4"],
  ["what is not fed leaves", 'staff: "10-24"', "5"],
  ["access points at declared ports, which are the same ones, leave", 'access-point: "20-24"', "5"],
])("access points have what %s of the power", (_, profile, count) => {
  // 80 % of 195 W are 156 W; beside the others there are 160, 160, 164.2, 148.8 and 195 W.
  const fed = (points: number) =>
    used("access-point", single(`, poeWatt: 195, profiles: { ${profile} }`), `{ count: ${points}, watt: 31.2 }`);
  expect(fed(Number(count))?.filter(([, to]) => to?.startsWith("ap-"))).toHaveLength(Number(count));
  expect(() => fed(Number(count) + 1)).toThrow("port-missing");
});
