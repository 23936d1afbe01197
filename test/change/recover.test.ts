import { describe, expect, it } from "vitest";
import { perhapsHalfMade, remedies } from "../../change/recover.js";

const resources = {
  proxmox_virtual_environment_vm: { "iserv-1": { node_name: "pve1", vm_id: 2005 } },
  proxmox_virtual_environment_firewall_rules: { "iserv-1": { node_name: "pve1", vm_id: 2005 } },
};

describe("what an interrupted run left behind", () => {
  it("is imported when Proxmox VE has it and the state has not", () => {
    const address = "proxmox_virtual_environment_firewall_rules.iserv-1";
    expect(remedies([{ address, text: "Existing rules detected. Aborting..." }], resources)).toEqual([
      { action: "import", address, id: "vm/pve1/2005" },
    ]);
  });

  it("is untainted when it is a machine that would be destroyed", () => {
    const address = "proxmox_virtual_environment_vm.iserv-1";
    expect(remedies([{ address, text: "Instance cannot be destroyed" }], resources)).toEqual([
      { action: "untaint", address },
    ]);
  });

  it("is left alone as soon as there is any other error", () => {
    const address = "proxmox_virtual_environment_vm.iserv-1";
    const errors = [{ address, text: "already exists" }, { text: "401 authentication failure" }];
    expect(remedies(errors, resources)).toBeUndefined();
  });

  it("is left alone when the resource is none of ours", () => {
    expect(
      remedies([{ address: "proxmox_virtual_environment_vm.fremd", text: "already exists" }], resources),
    ).toBeUndefined();
  });
});

it("what the provider takes over as it is, is looked at again; a machine is not", () => {
  const created = new Map([
    ["proxmox_virtual_environment_firewall_ipset.net", "proxmox_virtual_environment_firewall_ipset"],
    ["proxmox_virtual_environment_vm.iserv-1", "proxmox_virtual_environment_vm"],
  ]);
  expect(perhapsHalfMade(created)).toEqual(["proxmox_virtual_environment_firewall_ipset.net"]);
});
