import type { Platform, PlatformCluster, Stack } from "../model/platform.js";
import { PLATFORM_PRIVILEGES, PLATFORM_ROLE, PLATFORM_USER, tokenName } from "../model/privileges.js";

/**
 * What a person runs once as root on each Proxmox VE cluster before the first deployment. Tokens are made by hand,
 * because a token that a stack made would stand in its state.
 */
export function clusterBootstrap(platform: Platform): string {
  const sections = Object.values(platform.clusters).map((cluster) => clusterCommands(platform, cluster));
  return `${sections.join("\n\n")}\n`;
}

function clusterCommands(platform: Platform, cluster: PlatformCluster): string {
  const stacks = Object.values(platform.stacks).filter((stack) => stack.cluster === cluster.id);
  const shared = stacks.filter((stack) => !ofSchool(stack, cluster));
  const perSchool = stacks.filter((stack) => ofSchool(stack, cluster));
  return [
    heading(cluster),
    ...roleAndUser(platform),
    ...unique(shared.map((stack) => tokenName(stack, false))).flatMap(tokenCommands),
    ...contentTypes(cluster),
    ...(perSchool.length > 0 ? schoolTokens(perSchool) : []),
    "# Umgebungsvariablen mit den Token / environment variables that hold the tokens",
    "# (in einem Kennwortspeicher oder als maskierte CI-Variable / in a password store or as a masked CI variable)",
    ...unique([...shared, ...perSchool].map((stack) => variable(stack, cluster))),
  ].join("\n");
}

function heading({ id, name, declared }: PlatformCluster): string {
  const line = "#".repeat(100);
  return `${line}\n# Cluster ${id}: ${name}, ${declared.endpoint}\n# Einmal als root auf einem Knoten / once as root on one node: ${Object.keys(declared.nodes).join(", ")}\n${line}`;
}

function roleAndUser({ name }: Platform): string[] {
  return [
    "# Rolle mit genau den Rechten der Stacks / role with exactly the rights of the stacks",
    `pveum role add ${PLATFORM_ROLE} --privs ${quoted(PLATFORM_PRIVILEGES.join(","))}`,
    `pveum user add ${PLATFORM_USER} --comment ${quoted(`Automation ${name}`)}`,
    `pveum acl modify / --users ${PLATFORM_USER} --roles ${PLATFORM_ROLE}`,
    "",
  ];
}

/** With privilege separation a token has no right that its own ACL does not give. */
function tokenCommands(token: string): string[] {
  const [user = "", id = ""] = token.split("!");
  return [
    "# Token; das Geheimnis wird nur einmal angezeigt / token; its secret is shown only once",
    `pveum user token add ${user} ${id} --privsep 1`,
    `pveum acl modify / --tokens ${quoted(token)} --roles ${PLATFORM_ROLE}`,
    "",
  ];
}

function contentTypes({ declared }: PlatformCluster): string[] {
  const { vm, images, backup } = declared.datastores;
  const wanted = [[vm.id, "images"], [images.id, "import"], ...(backup ? [[backup.id, "backup"]] : [])] as const;
  return [
    "# Inhaltstypen ergänzen; --content ersetzt die ganze Liste / add content types; --content replaces the whole list",
    ...wanted.map(([store, type]) => `pvesh get /storage/${store}    # needs: ${type}`),
    `pvesm set ${images.id} --content import,iso    # + what it has already`,
    "",
  ];
}

/** Users and tokens of the schools are made by hand; pools and rights of these users come from the cluster's stack. */
function schoolTokens(stacks: readonly Stack[]): string[] {
  return [
    "# Benutzer und Token der Schulen; ihre Rechte gibt der Stack des Clusters / users and tokens of the schools; the cluster's stack grants their rights",
    ...stacks.flatMap((stack) => {
      const [user = "", id = ""] = tokenName(stack, true).split("!");
      return [`pveum user add ${user}`, `pveum user token add ${user} ${id} --privsep 0`];
    }),
    "",
  ];
}

function variable(stack: Stack, cluster: PlatformCluster): string {
  return `export ${stack.token.slice("secret://env/".length)}=${quoted(`${tokenName(stack, ofSchool(stack, cluster))}=<secret>`)}`;
}

function ofSchool({ kind }: Stack, { declared }: PlatformCluster): boolean {
  return kind === "school" && declared.schoolTokens === "per-school";
}

/** Names hold no control characters (schema); a quotation mark ends the shell's text and begins it anew. */
function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}

function unique(items: readonly string[]): string[] {
  return [...new Set(items)];
}
