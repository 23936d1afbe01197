import { hasAgent } from "./agent.js";
import type { Call, Routes } from "./call.js";
import type { Cluster } from "./cluster.js";
import { failure } from "./errors.js";
import { isNic, parseNic } from "./nics.js";
import type { Vm } from "./state.js";
import { draftVm, requireVm, summary } from "./vm.js";
import { applyPending } from "./vm-config.js";

function start(cluster: Cluster, vm: Vm): void {
  if (vm.config.template === 1) throw failure("you can't start a vm if it's a template");
  applyPending(cluster, vm);
  for (const key of Object.keys(vm.config).filter(isNic)) {
    const { bridge } = parseNic(String(vm.config[key]));
    if (bridge !== undefined && !hasBridge(cluster, vm.node, bridge))
      throw failure(`bridge '${bridge}' does not exist`);
  }
  vm.status = "running";
  vm.startedAt = Math.floor(Date.now() / 1000);
}

/** A bridge of the configuration, one made through the API, or a vnet that was applied. */
function hasBridge(cluster: Cluster, node: string, bridge: string): boolean {
  return (
    cluster.config.bridges.includes(bridge) ||
    cluster.store.get("plain", `network/${node}/${bridge}`) !== undefined ||
    cluster.store.get("plain", `running/sdn/vnets/${bridge}`) !== undefined
  );
}

/** Starts, stops or restarts a VM that is already at hand; the admin door and HA use it, too. */
export function setPower(cluster: Cluster, vm: Vm, on: boolean): void {
  if (on && vm.status === "stopped") start(cluster, vm);
  if (!on && vm.status === "running") {
    vm.status = "stopped";
    delete vm.startedAt;
    applyPending(cluster, vm);
  }
}

type Change = (cluster: Cluster, vm: Vm) => void;

function power(type: string, change: Change): (call: Call) => string {
  return (call) => {
    requireVm(call.cluster, call.node, call.vmid);
    return call.task({ type, id: call.vmid, locks: call.vmid }, () => change(call.cluster, draftVm(call)));
  };
}

const requireRunning = (vm: Vm): void => {
  if (vm.status !== "running") throw failure(`VM ${vm.vmid} not running`);
};

export const powerRoutes: Routes = {
  "GET /nodes/{node}/qemu/{vmid}/status/current": (call) => {
    const vm = requireVm(call.cluster, call.node, call.vmid);
    const managed = call.store.get("plain", `ha/resources/vm:${vm.vmid}`);
    return {
      ...summary(vm),
      qmpstatus: vm.status,
      ...(hasAgent(vm) ? { agent: 1 } : {}),
      ha: managed ? { managed: 1, state: managed.state ?? "started" } : { managed: 0 },
    };
  },
  "POST /nodes/{node}/qemu/{vmid}/status/start": power("qmstart", (cluster, vm) => {
    if (vm.status === "running") throw failure(`VM ${vm.vmid} already running`);
    start(cluster, vm);
  }),
  "POST /nodes/{node}/qemu/{vmid}/status/stop": power("qmstop", (cluster, vm) => setPower(cluster, vm, false)),
  "POST /nodes/{node}/qemu/{vmid}/status/shutdown": power("qmshutdown", (cluster, vm) => {
    requireRunning(vm);
    setPower(cluster, vm, false);
  }),
  "POST /nodes/{node}/qemu/{vmid}/status/reboot": power("qmreboot", (cluster, vm) => {
    requireRunning(vm);
    setPower(cluster, vm, false);
    setPower(cluster, vm, true);
  }),
  "POST /nodes/{node}/qemu/{vmid}/status/reset": power("qmreset", (_cluster, vm) => requireRunning(vm)),
};
