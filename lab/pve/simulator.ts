import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { AdminDoor } from "./admin-door.js";
import { ApiSchema } from "./api-schema.js";
import { Cluster } from "./cluster.js";
import { type LabConfigInput, labConfig } from "./config.js";
import { Faults } from "./faults.js";
import { routes } from "./routes.js";
import { ApiServer } from "./server.js";
import { serverCertificate } from "./tls.js";

export interface Simulator {
  /** cluster id to URL, in the order of the configuration */
  readonly endpoints: Readonly<Record<string, string>>;
  /** the CA that clients must trust (`SSL_CERT_FILE`) */
  readonly caFile: string;
  readonly clusters: Readonly<Record<string, Cluster>>;
  readonly faults: Faults;
  /** route to number of requests since the start, over all clusters */
  requests(): Record<string, number>;
  /** Stops listening and writes the state. */
  close(): Promise<void>;
}

/**
 * Starts all clusters of a configuration in this process.
 * @param stateFolder is made if missing; the same folder continues where the last run ended
 * @param options.schemaFile default: the one that setup puts under `.tools`
 * @throws ZodError for a wrong configuration, Error if an address is taken or the schema is missing
 */
export async function startSimulator(
  config: LabConfigInput,
  stateFolder: string,
  options: { readonly schemaFile?: string } = {},
): Promise<Simulator> {
  const { clusters, taskSeconds } = labConfig.parse(config);
  mkdirSync(stateFolder, { recursive: true, mode: 0o700 });
  const schema = ApiSchema.load(options.schemaFile);
  const faults = new Faults();
  const running: Record<string, { cluster: Cluster; server: ApiServer; endpoint: string }> = {};
  const close = async (): Promise<void> => {
    for (const { cluster, server } of Object.values(running)) {
      await server.close();
      cluster.close();
    }
  };
  try {
    for (const declared of clusters) {
      const certificate = await serverCertificate(stateFolder, declared.host);
      const cluster = new Cluster(declared, schema, stateFolder, taskSeconds);
      const server = new ApiServer(cluster, routes(schema), faults, certificate);
      running[declared.id] = { cluster, server, endpoint: "" };
      running[declared.id] = { cluster, server, endpoint: await server.listen() };
    }
  } catch (error) {
    await close();
    throw error;
  }
  const pick = <T>(field: (entry: (typeof running)[string]) => T): Record<string, T> =>
    Object.fromEntries(Object.entries(running).map(([id, entry]) => [id, field(entry)]));
  const simulator: Simulator = {
    endpoints: pick((entry) => entry.endpoint),
    caFile: join(stateFolder, "ca.pem"),
    clusters: pick((entry) => entry.cluster),
    faults,
    requests: () => sum(Object.values(running).map((entry) => entry.server.requests)),
    close: async () => {
      await door.close();
      rmSync(join(stateFolder, "pid"), { force: true });
      await close();
    },
  };
  const door = await AdminDoor.open(join(stateFolder, "admin.sock"), simulator);
  writeFileSync(join(stateFolder, "pid"), `${process.pid}\n`);
  return simulator;
}

function sum(counters: readonly ReadonlyMap<string, number>[]): Record<string, number> {
  const total: Record<string, number> = {};
  for (const [route, count] of counters.flatMap((counter) => [...counter])) total[route] = (total[route] ?? 0) + count;
  return total;
}
