import { describe, expect, test } from "vitest";
import { ApiSchema, type Property } from "../../lab/pve/api-schema.js";
import { DESCRIBED } from "../../lab/pve/described.js";
import { isKnownFormat } from "../../lab/pve/formats.js";
import { checkParameters } from "../../lab/pve/parameters.js";
import { routes } from "../../lab/pve/routes.js";
import { toRegExp } from "../../lab/pve/values.js";

const schema = ApiSchema.load();

/** Every property of every method, also inside property strings, lists and alternatives. */
function* properties(node: unknown): Generator<Property> {
  if (typeof node !== "object" || node === null) return;
  if ("type" in node && typeof node.type === "string") yield node as Property;
  for (const child of Object.values(node)) yield* properties(child);
}

const all = [...schema.routes.values()].flatMap((method) => [...properties(method.parameters)]);

function complaints(route: string, parameters: Record<string, string>): Record<string, string> {
  const method = schema.routes.get(route);
  if (!method) throw new Error(`no route ${route}`);
  try {
    checkParameters(method.parameters, { node: "pve1", vmid: "100", ...parameters });
    return {};
  } catch (error) {
    return { ...(error as { errors: Record<string, string> }).errors };
  }
}

describe("the official API schema", () => {
  test("names no format that the simulator has not heard of", () => {
    const names = all.flatMap(({ format }) => (typeof format === "string" ? [format] : []));
    expect(names.length).toBeGreaterThan(500);
    expect([...new Set(names)].filter((name) => !isKnownFormat(name))).toEqual([]);
  });

  test("has only patterns that can be compiled", () => {
    const patterns = new Set(all.flatMap(({ pattern }) => pattern ?? []));
    for (const pattern of patterns) expect(() => toRegExp(pattern)).not.toThrow();
  });

  test("knows every route that the simulator serves or guards", () => {
    expect(() => routes(schema)).not.toThrow();
    expect(Object.keys(DESCRIBED).filter((route) => !schema.routes.has(route))).toEqual([]);
  });

  test("answers 501 for an unknown path and for an unknown method of a known one", () => {
    expect(() => schema.match("GET", "/nodes/pve1/qemux")).toThrow("Method 'GET /nodes/pve1/qemux' not implemented");
    expect(() => schema.match("PATCH", "/version")).toThrow("Method 'PATCH /version' not implemented");
  });

  test("finds a volume whose name holds a slash, encoded or not", () => {
    const encoded = schema.match("GET", "/nodes/a/storage/local/content/local%3Aimport%2Fx.qcow2");
    const plain = schema.match("GET", "/nodes/a/storage/local/content/local:import/x.qcow2");
    expect(encoded.pathParameters.volume).toBe("local:import/x.qcow2");
    expect(plain).toEqual(encoded);
  });
});

describe("a parameter check", () => {
  const CREATE = "POST /nodes/{node}/qemu";

  test.each([
    ["an unknown parameter", { bogus: "1" }, "bogus", /not defined in schema/],
    ["an index beyond the last", { net32: "virtio" }, "net32", /not defined in schema/],
    ["text for an integer", { cores: "many" }, "cores", "type check ('integer') failed - got 'many'"],
    ["a number too small", { cores: "0" }, "cores", "value must have a minimum value of 1"],
    [
      "a value outside the enumeration",
      { bios: "efi" },
      "bios",
      /does not have a value in the enumeration 'seabios, ovmf'/,
    ],
    ["text for a boolean", { onboot: "maybe" }, "onboot", /type check \('boolean'\) failed/],
    ["a bad name", { name: "a_b" }, "name", /does not look like a valid dns-name/],
    ["an umlaut in a tag", { tags: "Schüler" }, "tags", /does not look like a valid pve-tag-list/],
    ["an unknown key in a property string", { net0: "virtio,vlan=3" }, "net0", /net0\.vlan: property is not defined/],
    ["a VLAN beyond 4094", { net0: "virtio,tag=4095" }, "net0", /net0\.tag: value must have a maximum value of 4094/],
    ["a multicast MAC address", { net0: "virtio=01:00:5E:00:00:01" }, "net0", /does not look like a valid mac-addr/],
    ["an address without prefix length", { ipconfig0: "ip=10.0.0.2" }, "ipconfig0", /pve-qm-ipconfig/],
    ["a drive without a volume", { scsi0: "discard=on" }, "scsi0", /scsi0\.file: property is missing/],
    ["an option that requires another", { force: "1" }, "archive", "missing property - 'force' requires this property"],
  ] as [string, Record<string, string>, string, string | RegExp][])("refuses %s", (_what, parameters, name, text) => {
    const found = complaints(CREATE, parameters);
    expect(Object.keys(found)).toEqual([name]);
    expect(found[name]).toMatch(text);
  });

  test("names what is missing", () => {
    expect(complaints("POST /pools", {})).toMatchObject({
      poolid: "property is missing and it is not optional",
    });
  });

  test("takes what the provider sends for a VM", () => {
    const sent = {
      agent: "enabled=1,fstrim_cloned_disks=0,type=virtio",
      boot: "order=scsi0",
      cores: "2",
      cpu: "cputype=x86-64-v2-AES",
      efidisk0: "ceph-vm:0,efitype=4m,format=raw,pre-enrolled-keys=0",
      ide2: "ceph-vm:cloudinit,media=cdrom",
      ipconfig0: "gw=10.0.0.1,ip=10.0.0.2/24,ip6=auto",
      memory: "4096",
      net0: "model=virtio,bridge=vmbr0,tag=10,macaddr=BC:24:11:00:00:01",
      scsi0: "file=ceph-vm:0,import-from=local:import/x.qcow2,discard=on,iothread=1,ssd=1",
      sshkeys: "ssh-ed25519%20AAAA",
      tags: "a;b-c",
    };
    expect(complaints(CREATE, sent)).toEqual({});
  });

  test("chooses the properties of an HA rule by its type", () => {
    const rule = { rule: "apart", resources: "vm:100,vm:101", affinity: "negative" };
    const bare = { node: undefined, vmid: undefined } as unknown as Record<string, string>;
    const check = (parameters: Record<string, string>) => {
      const found = complaints("POST /cluster/ha/rules", { ...parameters, ...bare });
      return Object.keys(found).filter((name) => name !== "node" && name !== "vmid");
    };
    expect(check({ ...rule, type: "resource-affinity" })).toEqual([]);
    expect(check({ ...rule, type: "resource-affinity", nodes: "pve1" })).toEqual(["nodes"]);
    expect(check({ ...rule, type: "node-affinity" })).toEqual(["nodes"]);
  });
});
