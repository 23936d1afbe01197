/**
 * The resources and data sources of bpg/proxmox that the stacks may use. The provider has about three times as many;
 * what is not listed gets no class, so a deprecated twin or an experimental resource can't slip in.
 *
 * Where the provider offers a long and a short name, the long one is deprecated and the short one stands here. The
 * long names below have no short twin. `proxmox_vm` is left out on purpose: its own documentation forbids
 * production use.
 */
export const resources = [
  "proxmox_acl",
  "proxmox_backup_job",
  "proxmox_download_file",
  "proxmox_haresource",
  "proxmox_harule",
  "proxmox_metrics_server",
  "proxmox_pool_membership",
  "proxmox_replication",
  "proxmox_sdn_applier",
  "proxmox_sdn_subnet",
  "proxmox_sdn_vnet",
  "proxmox_sdn_zone_simple",
  "proxmox_sdn_zone_vlan",
  "proxmox_storage_nfs",
  "proxmox_storage_pbs",
  "proxmox_user_token",
  "proxmox_virtual_environment_cluster_firewall",
  "proxmox_virtual_environment_cluster_firewall_security_group",
  "proxmox_virtual_environment_file",
  "proxmox_virtual_environment_firewall_alias",
  "proxmox_virtual_environment_firewall_ipset",
  "proxmox_virtual_environment_firewall_options",
  "proxmox_virtual_environment_firewall_rules",
  "proxmox_virtual_environment_group",
  "proxmox_virtual_environment_pool",
  "proxmox_virtual_environment_role",
  "proxmox_virtual_environment_user",
  "proxmox_virtual_environment_vm",
];

export const dataSources = [
  "proxmox_datastores",
  "proxmox_version",
  "proxmox_virtual_environment_nodes",
  "proxmox_virtual_environment_vms",
];
