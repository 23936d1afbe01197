import { accessRoutes } from "./access.js";
import { aclRoutes } from "./acl.js";
import { agentRoutes } from "./agent.js";
import type { ApiSchema } from "./api-schema.js";
import type { Routes } from "./call.js";
import { cloneRoutes } from "./clone.js";
import { clusterRoutes } from "./cluster-routes.js";
import { firewallRoutes } from "./firewall.js";
import { haRoutes } from "./ha.js";
import { jobRoutes } from "./jobs.js";
import { nodeRoutes } from "./nodes.js";
import { poolRoutes } from "./pools.js";
import { powerRoutes } from "./power.js";
import { sdnRoutes } from "./sdn.js";
import { storageRoutes } from "./storage.js";
import { vmRoutes } from "./vm.js";
import { volumeRoutes } from "./volumes.js";

/**
 * Everything that the simulator can do.
 * @throws Error for a route that the API does not have: a mistake of the simulator's author
 */
export function routes(schema: ApiSchema): Routes {
  const all: Routes = {
    ...accessRoutes,
    ...aclRoutes,
    ...agentRoutes,
    ...cloneRoutes,
    ...clusterRoutes,
    ...firewallRoutes,
    ...haRoutes,
    ...jobRoutes,
    ...nodeRoutes,
    ...poolRoutes,
    ...powerRoutes,
    ...sdnRoutes,
    ...storageRoutes,
    ...vmRoutes,
    ...volumeRoutes,
  };
  for (const route of Object.keys(all)) {
    if (!schema.routes.has(route)) throw new Error(`the API schema has no '${route}'`);
  }
  return all;
}
