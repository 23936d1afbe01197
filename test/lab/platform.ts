import { access, firewall, sdn } from "./platform-parts.js";
import { IMAGE_SHA512, IMAGE_URL, type Lab, ROOT_TOKEN } from "./support.js";

type Json = Record<string, unknown>;

/** What a test varies. */
export interface Variant {
  readonly cores?: number;
  readonly memory?: number;
  readonly dataDisk?: number;
  readonly vlan?: number;
  readonly tags?: string[];
  readonly protection?: boolean;
  readonly apiToken?: string;
}

/** In JSON the provider wants every key of a network card, null included. */
export const nic = (card: Json): Json => ({
  bridge: "vmbr0",
  disconnected: false,
  enabled: null,
  firewall: true,
  mac_address: null,
  model: "virtio",
  mtu: null,
  queues: null,
  rate_limit: null,
  trunks: null,
  vlan_id: null,
  ...card,
});

/** The attributes that a VM needs for an empty second plan. */
export function vm(vmid: number, variant: Variant = {}): Json {
  const disk = { datastore_id: "ceph-vm", file_format: "raw", discard: "on", iothread: true, ssd: true };
  return {
    vm_id: vmid,
    name: `school-a-${vmid}`,
    node_name: "pve1",
    description: "Server of school A",
    tags: variant.tags ?? ["school-a", "traeger-x"],
    protection: variant.protection ?? false,
    started: true,
    on_boot: true,
    stop_on_destroy: true,
    tablet_device: false,
    bios: "ovmf",
    machine: "q35",
    scsi_hardware: "virtio-scsi-single",
    boot_order: ["scsi0"],
    operating_system: [{ type: "l26" }],
    cpu: [{ cores: variant.cores ?? 2, sockets: 1, type: "x86-64-v2-AES" }],
    memory: [{ dedicated: variant.memory ?? 4096, floating: 0 }],
    agent: [{ enabled: true, timeout: "2m", wait_for_ip: [{ disabled: true }] }],
    efi_disk: [{ datastore_id: "ceph-vm", type: "4m", pre_enrolled_keys: false }],
    disk: [
      { ...disk, interface: "scsi0", size: 20, import_from: "${proxmox_download_file.debian.id}" },
      { ...disk, interface: "scsi1", size: variant.dataDisk ?? 100 },
    ],
    network_device: [
      nic({ vlan_id: variant.vlan ?? 110, mac_address: `BC:24:11:00:${String(vmid).slice(-2)}:01` }),
      nic({ bridge: "vmbr1", mac_address: `BC:24:11:00:${String(vmid).slice(-2)}:02` }),
    ],
    initialization: [
      {
        datastore_id: "ceph-vm",
        interface: "ide2",
        ip_config: [
          {
            ipv4: [{ address: "10.10.1.2/24", gateway: "10.10.1.1" }],
            ipv6: [{ address: "2001:db8:10:1::2/64", gateway: "2001:db8:10:1::1" }],
          },
          { ipv4: [{ address: "10.20.1.2/24" }] },
        ],
        dns: [{ servers: ["10.10.1.1"], domain: "school-a.example.org" }],
        user_account: [
          {
            username: "ansible",
            keys: ["ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIExampleExampleExampleExample admin"],
          },
        ],
      },
    ],
    serial_device: [{ device: "socket" }],
    startup: [{ order: 3, up_delay: 30, down_delay: 60 }],
  };
}

/** The frame of a `main.tf.json`. */
export const main = (lab: Lab, resource: Json, data: Json = {}, apiToken = ROOT_TOKEN): Json => ({
  terraform: { required_providers: { proxmox: { source: "bpg/proxmox", version: "0.111.1" } } },
  provider: { proxmox: { endpoint: lab.endpoint, api_token: apiToken } },
  resource,
  ...(Object.keys(data).length > 0 ? { data } : {}),
});

export const image: Json = {
  debian: {
    node_name: "pve1",
    datastore_id: "local",
    content_type: "import",
    url: IMAGE_URL,
    overwrite: false,
    file_name: "debian-13.qcow2",
    checksum: IMAGE_SHA512,
    checksum_algorithm: "sha512",
  },
};

/** One of everything that a school's platform is made of. */
export function platform(lab: Lab, variant: Variant = {}): Json {
  const pool = "${proxmox_virtual_environment_pool.school.pool_id}";
  const [first, second] = [
    "${proxmox_virtual_environment_vm.first.vm_id}",
    "${proxmox_virtual_environment_vm.second.vm_id}",
  ];
  const target = { node_name: "pve1", vm_id: first };
  const onVnet = {
    ...vm(1002, variant),
    pool_id: pool,
    network_device: [nic({ bridge: "va110" })],
    depends_on: ["proxmox_sdn_applier.after"],
  };
  return main(
    lab,
    {
      proxmox_download_file: image,
      proxmox_virtual_environment_pool: { school: { pool_id: "school-b", comment: "School B" } },
      proxmox_virtual_environment_vm: { first: { ...vm(1001, variant), pool_id: pool }, second: onVnet },
      ...firewall(target, variant.cores === undefined ? "22" : "2222"),
      ...sdn(),
      proxmox_haresource: {
        first: { resource_id: `vm:${first}`, state: "started", comment: "HA" },
        second: { resource_id: `vm:${second}`, state: "started" },
      },
      proxmox_harule: {
        apart: {
          rule: "apart",
          type: "resource-affinity",
          affinity: "negative",
          resources: ["${proxmox_haresource.first.resource_id}", "${proxmox_haresource.second.resource_id}"],
        },
        prefer: {
          rule: "prefer",
          type: "node-affinity",
          nodes: { pve1: 2, pve2: null },
          resources: ["${proxmox_haresource.first.resource_id}"],
        },
      },
      proxmox_replication: { first: { id: `${first}-0`, target: "pve2", type: "local", schedule: "*/30" } },
      proxmox_backup_job: {
        night: {
          id: "night",
          schedule: "02:30",
          storage: "pbs",
          mode: "snapshot",
          vmid: [first],
          prune_backups: { "keep-last": "3" },
        },
      },
      ...access(pool),
      proxmox_metrics_server: {
        influx: { name: "influx", server: "10.0.0.5", port: 8089, type: "influxdb" },
      },
      proxmox_storage_pbs: {
        second: {
          id: "pbs2",
          server: "10.0.0.6",
          datastore: "schools",
          username: "backup@pbs",
          password: "invented",
          fingerprint: Array(32).fill("AB").join(":"),
        },
      },
      proxmox_network_linux_bridge: {
        extra: { node_name: "pve1", name: "vmbr7", comment: "extra", vlan_aware: true, autostart: true },
      },
    },
    { proxmox_virtual_environment_vms: { all: {} } },
  );
}
