import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { loadCatalogue } from "../../model/catalogue/load.js";
import { checkFolder } from "../../model/check.js";
import type { Platform } from "../../model/platform.js";
import { PLATFORM_PRIVILEGES, SCHOOL_PRIVILEGES } from "../../model/privileges.js";
import { clusterBootstrap } from "../../render/bootstrap-cluster.js";
import { command, PROJECT, run } from "../support/command.js";

const FOLDER = join(PROJECT, "traeger/kleinstadt");
const platform = checkFolder(FOLDER, loadCatalogue()).platform as Platform;

/** The same Platform, whose data centre gives each school a token of its own. */
function perSchool(): Platform {
  const copy = structuredClone(platform) as unknown as {
    clusters: Record<string, { declared: { schoolTokens: string } }>;
  };
  const cluster = copy.clusters.rathaus;
  if (cluster) cluster.declared.schoolTokens = "per-school";
  return copy as unknown as Platform;
}

describe("bootstrap prints", () => {
  const text = clusterBootstrap(platform);

  test("role, user, token and rights of each cluster", () => {
    expect(text.match(/^pveum role add Plattform --privs '(.+)'$/m)?.[1]?.split(",")).toEqual([...PLATFORM_PRIVILEGES]);
    expect(text.match(/^pveum user token add .+$/gm)).toEqual([
      "pveum user token add automation@pve pve-rathaus-token --privsep 1",
      "pveum user token add automation@pve pve-schulstrasse-token --privsep 1",
    ]);
    expect(text).toContain("pveum acl modify / --tokens 'automation@pve!pve-rathaus-token' --roles Plattform\n");
  });

  test("the variables that hold the tokens, without a secret", () => {
    expect(text.match(/^export .+$/gm)).toEqual([
      "export PVE_RATHAUS_TOKEN='automation@pve!pve-rathaus-token=<secret>'",
      "export PVE_SCHULSTRASSE_TOKEN='automation@pve!pve-schulstrasse-token=<secret>'",
    ]);
  });

  test("the content type that machines get their disks from", () => {
    expect(text).toContain("pvesm set nas-images --content import,iso");
  });

  test("a user and its token for each school, where schools have tokens of their own", () => {
    expect(clusterBootstrap(perSchool())).toContain(
      "pveum user add kleinstadt-grundschule-hafenweg@pve\npveum user token add kleinstadt-grundschule-hafenweg@pve pve-rathaus-token --privsep 0\n",
    );
  });

  test("nothing that a shell does not read as it is meant", async () => {
    const named = { ...platform, name: "Stadt O'Hara $(touch /tmp/x)" };
    const { stdout } = await run(
      "bash",
      ["-c", `pveum() { printf '<%s>' "$@"; echo; }; pvesm() { :; }; pvesh() { :; }\n${clusterBootstrap(named)}`],
      PROJECT,
    );
    expect(stdout).toContain("<--comment><Automation Stadt O'Hara $(touch /tmp/x)>");
  });

  test("the same through the command, which needs no cluster and no token", async () => {
    const { code, stdout } = await command("bootstrap", ["--traeger", FOLDER]);
    expect(stdout).toBe(text);
    expect(code).toBe(0);
  });
});

test("a school's token has no right that its cluster's token lacks, or that token could not hand it on", () => {
  const school = Object.values(SCHOOL_PRIVILEGES).flat();
  expect(school.filter((privilege) => !(PLATFORM_PRIVILEGES as readonly string[]).includes(privilege))).toEqual([]);
});
