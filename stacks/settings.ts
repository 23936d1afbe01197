/**
 * Settings of every virtual machine that guard against traps of bpg/proxmox 0.111.1, in one place with the reason
 * for each (numbers: issues of bpg/terraform-provider-proxmox).
 */
export const MACHINE_SETTINGS = {
  // Parallel work on one storage waits for disk locks less with one controller per disk (#995, #1929).
  scsiHardware: "virtio-scsi-single",
  // Without a guest agent a shutdown waits for its time-out; destroy stops instead (#1620, #1255).
  stopOnDestroy: true,
  // A changed setting never reboots a machine in school hours; the operator chooses the moment (default: true).
  rebootAfterUpdate: false,
  // A machine that was moved by hand is moved back, never destroyed and created (#391, #1411).
  migrate: true,
  onBoot: true,
  tabletDevice: false,
  timeoutCreate: 1800,
  timeoutMigrate: 3600,
} as const;

/** For machines that hold data: nothing is cleaned up behind the operator's back (defaults: true). */
export const DATA_SETTINGS = {
  // A disk that the state does not know may be the only copy of something.
  deleteUnreferencedDisksOnDestroy: false,
  // Purging would also take the machine out of its backup jobs.
  purgeOnDestroy: false,
} as const;

/**
 * The guest agent stays off: an image without it costs up to 15 minutes at each refresh (#669, #2084, #2091), and
 * addresses are known from the model.
 */
export const AGENT = { enabled: false } as const;

/** All attributes of a disk are declared, or the provider reverts or loses some (#781, #247, #2059). */
export const DISK_SETTINGS = {
  fileFormat: "raw",
  iothread: true,
  discard: "on",
  ssd: true,
  cache: "none",
  aio: "io_uring",
  replicate: true,
} as const;

/** The only attributes whose changes are ignored, each with its reason. */
export const IGNORED_CHANGES = {
  always: [
    // First-boot data: a new key must not replace a machine (#1622); day two belongs to Ansible.
    "initialization[0].user_account",
    // An image is used once, at birth; a newer one must not touch machines that live (#1440, #1516).
    "disk[0].import_from",
  ],
  // The HA manager moves machines; that is no drift (#2025, #2081).
  highAvailability: ["node_name"],
} as const;
