import { siteCluster } from "../resolve/clusters.js";
import { clusterPlace, repeated } from "./lookups.js";
import type { Rule } from "./rule.js";

export const uniqueEndpoints: Rule = {
  id: "unique-endpoints",
  on: "model",
  phase: "declaration",
  *check({ declaration }) {
    const centres = Object.entries(declaration.traeger.dataCentres).map(([id, { cluster }]) => ({
      id,
      cluster,
    }));
    const nodes = [...declaration.sites].flatMap(([id, { node }]) =>
      node ? [{ id: siteCluster(id), cluster: node }] : [],
    );
    for (const [{ id, cluster }, first] of repeated([...centres, ...nodes], ({ cluster }) => cluster.endpoint))
      yield {
        ...clusterPlace(id, "endpoint"),
        message: `${cluster.endpoint} is the endpoint of ${first.id} already`,
        hint: "one cluster is declared once; two declarations would fight over its networks, images and pools",
      };
  },
};
