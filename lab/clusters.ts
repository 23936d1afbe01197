import type { Platform, PlatformCluster, Stack } from "../model/platform.js";
import { PLATFORM_PRIVILEGES, PLATFORM_ROLE, PLATFORM_USER, tokenName } from "../model/privileges.js";
import { labImage } from "./images.js";
import type { LabConfigInput } from "./pve/config.js";

/** API tokens of the lab: variable of the stack → secret. They are made anew with each lab, and are worth nothing. */
export type LabTokens = Readonly<Record<string, string>>;

/** The simulator's clusters for a Platform: what a real cluster has before the first deployment. */
export function labClusters(platform: Platform, secrets: LabTokens, taskSeconds: number): LabConfigInput {
  return {
    taskSeconds,
    clusters: Object.values(platform.clusters).map((cluster) => labCluster(platform, cluster, secrets)),
  };
}

/** Full token as the provider wants it. */
export function labToken(stack: Stack, secrets: LabTokens, perSchool: boolean): string {
  return `${tokenName(stack, perSchool)}=${secrets[stack.tokenVariable]}`;
}

function labCluster(
  platform: Platform,
  { id, declared }: PlatformCluster,
  secrets: LabTokens,
): LabConfigInput["clusters"][number] {
  const stacks = Object.values(platform.stacks).filter((stack) => stack.cluster === id);
  const users = new Map<string, Set<string>>();
  for (const stack of stacks) {
    const [user = PLATFORM_USER, token = ""] = tokenName(stack, declared.schoolTokens === "per-school").split("!");
    users.set(user, (users.get(user) ?? new Set()).add(token));
  }
  const { vm, images, backup } = declared.datastores;
  const names = [
    ...new Set(
      stacks.flatMap((stack) => stack.base?.images ?? []).map((image) => JSON.stringify([image.name, image.url])),
    ),
  ];
  return {
    id,
    port: 0,
    nodes: Object.entries(declared.nodes).map(([name, { cores, memoryGiB }]) => ({ name, cores, memoryGiB })),
    datastores: [
      { id: vm.id, type: vm.shared ? "rbd" : "zfspool", content: ["images"], shared: vm.shared, sizeGiB: vm.sizeGiB },
      {
        id: images.id,
        type: images.shared ? "nfs" : "dir",
        content: ["import", "iso"],
        shared: images.shared,
        sizeGiB: images.sizeGiB,
      },
      ...(backup ? [{ id: backup.id, type: "pbs", content: ["backup"], shared: true, sizeGiB: backup.sizeGiB }] : []),
    ],
    bridges: [declared.network.bridge],
    users: [...users].map(([userid, tokens]) => ({
      userid,
      tokens: [...tokens].map((token) => ({
        id: token,
        secret: secrets[token.replaceAll("-", "_")] ?? "",
        privsep: 0 as const,
      })),
    })),
    roles: [{ id: PLATFORM_ROLE, privs: [...PLATFORM_PRIVILEGES] }],
    acl: [{ path: "/", role: PLATFORM_ROLE, user: PLATFORM_USER }],
    images: Object.fromEntries(
      names.map((entry) => JSON.parse(entry) as [string, string]).map(([name, url]) => [url, labImage(name)]),
    ),
  };
}
