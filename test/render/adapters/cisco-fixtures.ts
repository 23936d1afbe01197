import type { PortIntent, SwitchIntent } from "../../../model/intent.js";
import { layer2 } from "./fixtures.js";

const MODELS = {
  "catalyst-1000": { model: "catalyst-1000-24p", firmware: "15.2", uplinks: "GigabitEthernet1/0/", first: 25 },
  "catalyst-9200l": { model: "catalyst-9200l-24p", firmware: "17", uplinks: "GigabitEthernet1/1/", first: 1 },
} as const;
export type CatalystFamily = keyof typeof MODELS;

/** The switch of `layer2` as a Catalyst with 24 ports and 4 uplinks: a main distributor (index 0) or one on a floor. */
export function catalyst(family: CatalystFamily, index = 0): SwitchIntent {
  const intent = layer2(1, index, 28);
  const { model, firmware, uplinks, first } = MODELS[family];
  return {
    ...intent,
    device: { ...intent.device, model, firmware, adapter: "cisco-ios" },
    administration: ["10.0.3.0/24", "fd12:3456:0:3::/64"],
    ports: intent.ports.map((port, at): PortIntent => {
      if (at < 24) return { ...port, name: `GigabitEthernet1/0/${at + 1}` };
      return { ...port, name: `${uplinks}${first + at - 24}`, uplink: true, poe: false };
    }),
  };
}

/** The intent with the first port that fits changed. */
export function withPort(
  intent: SwitchIntent,
  fits: (port: PortIntent) => boolean,
  change: Partial<PortIntent>,
): SwitchIntent {
  const at = intent.ports.findIndex(fits);
  return { ...intent, ports: intent.ports.map((port, index) => (index === at ? { ...port, ...change } : port)) };
}

/** The same switch with four ports at which people sign on, each in another way: all of it, by address too, by address only, closed. */
export function signingOn(family: CatalystFamily, index = 0): SwitchIntent {
  const ways: Readonly<Record<number, PortIntent["authentication"]>> = {
    9: { methods: ["dot1x"], unauthenticatedVlan: 90, criticalVlan: 60 },
    10: { methods: ["dot1x", "mab"], criticalVlan: 90 },
    11: { methods: ["mab"], unauthenticatedVlan: 90 },
    12: { methods: ["dot1x"] },
  };
  const intent = catalyst(family, index);
  return {
    ...intent,
    portAuthentication: {
      servers: [
        { machine: "site-1/iserv-1", address: "10.1.16.4", place: "site-1" },
        { machine: "centre/radius-1", address: "10.0.1.7", place: "centre" },
      ],
      secret: "secret://env/RADIUS_SITE_1",
      timers: {
        ...{ timeoutSeconds: 2, retransmissions: 1, deadSeconds: 4, deadTries: 1, deadMinutes: 5 },
        ...{ probeUser: "probe", identitySeconds: 8 },
      },
    },
    ports: intent.ports.map(({ maximumAddresses, ...port }, at): PortIntent => {
      const authentication = ways[at];
      if (authentication) return { ...port, profile: "sign-on", authentication };
      return { ...port, ...(maximumAddresses === undefined ? {} : { maximumAddresses }) };
    }),
  };
}
