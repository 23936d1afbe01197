type Json = Record<string, unknown>;

export function firewall(target: Json, sshPort: string): Json {
  const rule = { type: "in", action: "ACCEPT", proto: "tcp", log: "nolog" };
  return {
    proxmox_virtual_environment_cluster_firewall: {
      all: {
        enabled: true,
        ebtables: true,
        input_policy: "DROP",
        output_policy: "ACCEPT",
        log_ratelimit: [{ enabled: false, burst: 10, rate: "5/second" }],
      },
    },
    proxmox_virtual_environment_cluster_firewall_security_group: {
      web: {
        name: "web",
        comment: "web",
        rule: [
          { ...rule, comment: "https", dport: "443" },
          { ...rule, comment: "http", dport: "80" },
        ],
      },
    },
    proxmox_virtual_environment_firewall_ipset: {
      admins: {
        name: "admins",
        comment: "admins",
        cidr: [{ name: "10.1.0.0/24", comment: "office" }, { name: "10.1.1.7" }],
      },
    },
    proxmox_virtual_environment_firewall_alias: {
      resolver: { name: "resolver", cidr: "10.10.1.1", comment: "DNS" },
    },
    proxmox_virtual_environment_firewall_options: {
      first: {
        ...target,
        enabled: true,
        dhcp: false,
        ipfilter: true,
        macfilter: true,
        ndp: true,
        radv: false,
        input_policy: "DROP",
        output_policy: "ACCEPT",
        log_level_in: "nolog",
        log_level_out: "nolog",
      },
    },
    proxmox_virtual_environment_firewall_rules: {
      first: {
        ...target,
        depends_on: ["proxmox_virtual_environment_firewall_ipset.admins"],
        rule: [
          {
            security_group: "${proxmox_virtual_environment_cluster_firewall_security_group.web.name}",
            comment: "group",
          },
          {
            ...rule,
            comment: "ssh",
            dport: sshPort,
            source: "+dc/admins",
          },
        ],
      },
    },
  };
}

export function sdn(): Json {
  const before = { depends_on: ["proxmox_sdn_applier.before"] };
  const parts = ["proxmox_sdn_zone_vlan.schools", "proxmox_sdn_vnet.school", "proxmox_sdn_subnet.school"];
  return {
    proxmox_sdn_zone_vlan: { schools: { id: "schools", bridge: "vmbr1", mtu: 1500, ...before } },
    proxmox_sdn_vnet: {
      school: {
        id: "va110",
        zone: "${proxmox_sdn_zone_vlan.schools.id}",
        tag: 110,
        alias: "School A",
        ...before,
      },
    },
    proxmox_sdn_subnet: {
      school: {
        vnet: "${proxmox_sdn_vnet.school.id}",
        cidr: "10.110.0.0/24",
        gateway: "10.110.0.1",
        ...before,
      },
    },
    proxmox_sdn_applier: {
      before: {},
      after: { depends_on: parts, lifecycle: { replace_triggered_by: parts } },
    },
  };
}

export function access(pool: string): Json {
  const user = "${proxmox_virtual_environment_user.ops.user_id}";
  return {
    proxmox_virtual_environment_role: {
      operator: { role_id: "Operator", privileges: ["VM.Audit", "VM.PowerMgmt"] },
    },
    proxmox_virtual_environment_group: { ops: { group_id: "ops", comment: "operators" } },
    proxmox_virtual_environment_user: {
      ops: {
        user_id: "ops@pve",
        comment: "operator",
        enabled: true,
        groups: ["${proxmox_virtual_environment_group.ops.group_id}"],
      },
    },
    proxmox_acl: {
      ops: {
        path: `/pool/${pool}`,
        role_id: "${proxmox_virtual_environment_role.operator.role_id}",
        user_id: user,
        propagate: true,
      },
    },
    proxmox_user_token: { ops: { user_id: user, token_name: "ops", privileges_separation: false } },
  };
}
