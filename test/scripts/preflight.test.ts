import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, test } from "vitest";
import { preflight } from "../../change/preflight.js";
import { labClusters, labToken } from "../../lab/clusters.js";
import { administer } from "../../lab/pve/admin-door.js";
import type { LabConfigInput } from "../../lab/pve/config.js";
import { startSimulator } from "../../lab/pve/simulator.js";
import { loadCatalogue } from "../../model/catalogue/load.js";
import { checkFolder } from "../../model/check.js";
import type { Platform } from "../../model/platform.js";
import { clusterFacts } from "../../scripts/lib/cluster-facts.js";
import { ProxmoxApi } from "../../scripts/lib/proxmox-api.js";
import { command, PROJECT, terminal } from "../support/command.js";

const FOLDER = join(PROJECT, "traeger/kleinstadt");
const platform = checkFolder(FOLDER, loadCatalogue()).platform as Platform;
const SECRETS = Object.fromEntries(
  Object.values(platform.stacks).map(({ tokenVariable }, index) => [
    tokenVariable,
    `00000000-0000-4000-8000-00000000000${index}`,
  ]),
);

type ClusterInput = LabConfigInput["clusters"][number];
type Simulator = Awaited<ReturnType<typeof startSimulator>>;

const cleanUp: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const undo of cleanUp.splice(0)) await undo();
});

/** A fresh lab of kleinstadt, its first cluster changed. */
async function lab(change: (cluster: ClusterInput) => void = () => {}): Promise<Simulator> {
  const folder = mkdtempSync(join(tmpdir(), "preflight-"));
  const config = labClusters(platform, SECRETS, 0);
  change(config.clusters[0] as ClusterInput);
  const simulator = await startSimulator(config, folder);
  cleanUp.push(async () => {
    await simulator.close();
    rmSync(folder, { recursive: true, force: true });
  });
  return simulator;
}

/** What preflight finds wrong with the data centre's cluster. */
async function failures(simulator: Simulator): Promise<Record<string, string>> {
  const cluster = platform.clusters.rathaus;
  const stack = platform.stacks["kleinstadt-rathaus"];
  if (!cluster || !stack) throw new Error("kleinstadt has no data centre");
  const api = new ProxmoxApi(
    simulator.endpoints.rathaus ?? "",
    labToken(stack, SECRETS, false),
    readFileSync(simulator.caFile, "utf8"),
  );
  const checks = preflight(platform, cluster, await clusterFacts(api));
  return Object.fromEntries(
    checks.flatMap(({ check, found, todo }) => (todo === undefined ? [] : [[check, `${found} → ${todo}`]])),
  );
}

describe("preflight finds", () => {
  test("nothing wrong with a cluster that has what is declared", async () => {
    expect(await failures(await lab())).toEqual({});
  });

  test("a Proxmox VE that knows no content type import", async () => {
    const found = await failures(await lab((cluster) => (cluster.version = "8.3.5")));
    expect(found).toEqual({
      version: "8.3.5 → upgrade to Proxmox VE 8.4 or newer: older ones have no content type import",
    });
  });

  test("a node that does not exist", async () => {
    const found = await failures(await lab((cluster) => cluster.nodes.pop()));
    expect(found).toEqual({ nodes: "1 of 2 online → start pve2, or correct the names under cluster.nodes" });
  });

  test("a bridge that is missing", async () => {
    const found = await failures(await lab((cluster) => (cluster.bridges = ["vmbr0"])));
    expect(found).toEqual({
      "bridge vmbr1": "not on pve1, pve2 → create the VLAN-aware Linux bridge vmbr1 on pve1, pve2",
    });
  });

  test("a datastore without the content type import, and says the command that adds it", async () => {
    const found = await failures(await lab((cluster) => store(cluster, "nas-images", { content: ["iso"] })));
    expect(found).toEqual({ "datastore nas-images": "iso → pvesm set nas-images --content iso,import" });
  });

  test("a datastore that does not exist", async () => {
    const found = await failures(await lab((cluster) => store(cluster, "pbs-rathaus", { id: "pbs-other" })));
    expect(found).toEqual({
      "datastore pbs-rathaus": "not active on pve1, pve2 → make the storage pbs-rathaus available on pve1, pve2",
    });
  });

  test("a datastore smaller than declared", async () => {
    const found = await failures(await lab((cluster) => store(cluster, "nas-images", { sizeGiB: 150 })));
    expect(found).toEqual({
      "space on nas-images": "150 of 150 GiB free, 0 GiB to be placed → declare at most 150 GiB (declared: 200)",
    });
  });

  test("a node with fewer cores or less memory than declared", async () => {
    const change = (cluster: ClusterInput) =>
      (cluster.nodes = [
        { name: "pve1", cores: 8, memoryGiB: 120 },
        { name: "pve2", cores: 16, memoryGiB: 64 },
      ]);
    const found = await failures(await lab(change));
    expect(Object.keys(found)).toEqual(["node pve1", "node pve2"]);
    expect(found["node pve1"]).toContain("declare at most 8 cores (declared: 16)");
    expect(found["node pve2"]).toContain("declare at most 64 GiB of memory (declared: 120)");
  });

  test("a token that lacks a right, by name", async () => {
    const change = (cluster: ClusterInput) => {
      const [role] = cluster.roles ?? [];
      if (role) role.privs = role.privs.filter((privilege) => privilege !== "VM.Config.Cloudinit");
    };
    expect(await failures(await lab(change))).toEqual({
      "token rights":
        "26 of 27 rights → add to the token's role: VM.Config.Cloudinit (npm run bootstrap prints the commands)",
    });
  });

  test("a foreign machine on a planned VM id, but not one of ours", async () => {
    const simulator = await lab();
    administer(simulator, { do: "add-vm", cluster: "rathaus", vmid: 2000, set: { name: "altserver" } });
    administer(simulator, {
      do: "add-vm",
      cluster: "rathaus",
      vmid: 2001,
      set: { name: "uni-01", tags: "kleinstadt-rathaus;unifi" },
    });
    const found = await failures(simulator);
    expect(Object.keys(found)).toEqual(["VM ids"]);
    expect(found["VM ids"]).toMatch(/^2000 \(planned for fwv-01\) is held by altserver on pve1 →/);
  });
});

describe("npm run preflight", () => {
  const environment = (simulator: Simulator) =>
    terminal({
      SSL_CERT_FILE: simulator.caFile,
      TF_VAR_endpoint_rathaus: simulator.endpoints.rathaus ?? "",
      TF_VAR_endpoint_site_schulstrasse: simulator.endpoints["site-schulstrasse"] ?? "",
      ...Object.fromEntries(
        Object.values(platform.stacks).map((stack) => [
          `TF_VAR_${stack.tokenVariable}`,
          labToken(stack, SECRETS, false),
        ]),
      ),
    });

  test("ends with 0 when all clusters are ready", async () => {
    const { code, stdout } = await command("preflight", ["--traeger", FOLDER], environment(await lab()));
    expect(stdout).toContain("all clusters are ready");
    expect(code).toBe(0);
  });

  test("ends with 1 and says what to do when one is not", async () => {
    const { code, stdout } = await command(
      "preflight",
      ["--traeger", FOLDER],
      environment(await lab((cluster) => (cluster.bridges = []))),
    );
    expect(stdout).toContain("FAILED  bridge vmbr1");
    expect(stdout).toContain("1 check failed");
    expect(code).toBe(1);
  });

  test("names the variable of a token that is missing, and never the token", async () => {
    const { code, stdout } = await command(
      "preflight",
      ["--traeger", FOLDER],
      terminal({ PVE_SCHULSTRASSE_TOKEN: "automation@pve!x=top-secret" }),
    );
    expect(stdout).toContain("the environment variable PVE_RATHAUS_TOKEN holds no API token");
    expect(stdout).not.toContain("top-secret");
    expect(code).toBe(1);
  });
});

function store(
  cluster: ClusterInput,
  id: string,
  change: Partial<NonNullable<ClusterInput["datastores"]>[number]>,
): void {
  Object.assign(cluster.datastores?.find((datastore) => datastore.id === id) ?? {}, change);
}
