import { spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import {
  chmodSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { serverCertificate } from "../../lab/pve/tls.js";
import { PROJECT } from "../../scripts/lib/command.js";
import { run } from "../support/command.js";
import { extra, hasPrograms, made, POSTGRES } from "../support/extras.js";
import { startStateServer } from "../support/state-server.js";
import { Workplace } from "../support/workplace.js";

const CHANGES = { none: 0, exist: 2 };

/** A declaration whose states are not files, on the lab's simulator. */
class Remote extends Workplace {
  readonly certificates = join(this.folder, ".lab/pve");

  async up(state: (folder: string) => Promise<string>): Promise<void> {
    const { code, output } = await this.run("lab", ["--up"]).ended;
    expect(code, output).toBe(0);
    const file = join(this.folder, "traeger.yaml");
    writeFileSync(
      file,
      readFileSync(file, "utf8").replace("state: { backend: local }", `state: ${await state(this.folder)}`),
    );
  }

  /** The lab's clusters and certificates, but the declared state: the lab itself always keeps files. */
  command(script: string, args: string[], secrets: Record<string, string>) {
    const { PLATTFORM_LAB: _, ...environment } = this.environment();
    return this.run(script, args, { ...environment, ...secrets }).ended;
  }

  /** Applies, and sees that nothing is left to do and that the secret stands in no file. */
  async deploy(secrets: Record<string, string>, secret: string): Promise<void> {
    const applied = await this.command("apply", ["--yes"], secrets);
    expect(applied.code, applied.output.slice(-3000)).toBe(0);
    const planned = await this.command("plan", ["--detailed-exitcode"], secrets);
    expect(planned.code, planned.output.slice(-3000)).toBe(CHANGES.none);
    expect(applied.output + planned.output).not.toContain(secret);
    expect(this.#filesWith(secret)).toEqual([]);
    expect(this.#files().filter((file) => file.endsWith(".tfstate") && !file.includes("/.terraform/"))).toEqual([]);
  }

  #files(): string[] {
    const paths = readdirSync(this.folder, { recursive: true, encoding: "utf8" }).map((path) =>
      join(this.folder, path),
    );
    return paths.filter((path) => statSync(path).isFile() && !path.includes("/providers/"));
  }

  #filesWith(secret: string): string[] {
    return this.#files().filter((file) => readFileSync(file).includes(secret));
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as { port: number };
  server.close();
  await once(server, "close");
  return port;
}

/** Starts a server and waits for the line with which it says that it listens. */
async function started(
  program: string,
  args: string[],
  sign: RegExp,
  options: { uid?: number; gid?: number; cwd?: string } = {},
) {
  const child = spawn(program, args, { ...options, stdio: ["ignore", "pipe", "pipe"] });
  const said: string[] = [];
  await new Promise<void>((resolve, reject) => {
    for (const stream of [child.stdout, child.stderr])
      createInterface({ input: stream }).on("line", (line) => {
        said.push(line);
        if (sign.test(line)) resolve();
      });
    child.once("exit", (code) => reject(new Error(`${program} ended with ${code}\n${said.join("\n")}`)));
  });
  return async () => {
    child.kill("SIGINT");
    if (child.exitCode === null) await once(child, "exit");
  };
}

describe("the state backend http", () => {
  const workplace = new Remote("grundschule");
  const password = randomUUID();
  const secrets = { TF_HTTP_USERNAME: "pipeline", TF_HTTP_PASSWORD: password };
  let store: Awaited<ReturnType<typeof startStateServer>>;

  beforeAll(() =>
    workplace.up(async () => {
      store = await startStateServer(workplace.certificates, "pipeline", password);
      return `{ backend: http, address: "${store.address}" }`;
    }),
  );
  afterAll(async () => {
    store?.stop();
    await workplace.remove();
  });

  it("refuses a wrong password", async () => {
    const { code, output } = await workplace.command("plan", [], { ...secrets, TF_HTTP_PASSWORD: "wrong" });
    expect(code).toBe(1);
    expect(output).toMatch(/requires auth|status 401|unauthorized/i);
  });

  it("keeps each stack's state, and leaves no lock", async () => {
    await workplace.deploy(secrets, password);
    expect([...store.states.keys()].sort()).toEqual([
      "grundschule-grundschule-dorfanger-local",
      "grundschule-site-dorfanger",
    ]);
    expect(store.locks.size).toBe(0);
  });

  it("waits for nobody: a state that somebody else holds is named with its holder", async () => {
    const [stack = ""] = store.states.keys();
    store.locks.set(stack, { ID: randomUUID(), Who: "kollegin@rathaus" });
    const { code, output } = await workplace.command("apply", ["--yes"], secrets);
    store.locks.clear();
    expect(code).toBe(1);
    expect(output).toContain("Error acquiring the state lock");
    expect(output).toContain("kollegin@rathaus");
  });
});

describe.skipIf(!hasPrograms)("the state backend pg (npm has PostgreSQL for Linux on x64 and arm64)", () => {
  const workplace = new Remote("grundschule");
  const password = randomUUID();
  const root = mkdtempSync(join(tmpdir(), "pg-"));
  // PostgreSQL refuses to run as root; a container's root lends it the user nobody.
  const user = process.getuid?.() === 0 ? { uid: 65534, gid: 65534 } : {};
  let stop: () => Promise<void> = async () => {};
  let secrets: Record<string, string> = {};

  beforeAll(async () => {
    extra("programs");
    made(join(POSTGRES, "bin/postgres"));
    // A copy, because another user may not be let into the project's folder.
    cpSync(POSTGRES, join(root, "native"), { recursive: true, verbatimSymlinks: true });
    mkdirSync(join(root, "home"));
    writeFileSync(join(root, "home/password"), password);
    const own =
      process.getuid?.() === 0 ? await run("chown", ["-R", "65534:65534", join(root, "home")], root) : undefined;
    expect(own?.code ?? 0, own?.stderr).toBe(0);
    chmodSync(root, 0o755);
    const data = join(root, "home/data");
    await started(
      join(root, "native/bin/initdb"),
      [
        "-D",
        data,
        "-U",
        "states",
        "--auth=scram-sha-256",
        `--pwfile=${join(root, "home/password")}`,
        "--locale=C",
        "-E",
        "UTF8",
      ],
      /^Success/,
      { ...user, cwd: root },
    );
    const port = await freePort();
    const settings = [`port=${port}`, "listen_addresses=127.0.0.1", `unix_socket_directories=${join(root, "home")}`];
    stop = await started(
      join(root, "native/bin/postgres"),
      ["-D", data, ...settings.flatMap((setting) => ["-c", setting])],
      /ready to accept connections/,
      { ...user, cwd: root },
    );
    secrets = { PG_CONN_STR: `postgres://states:${password}@127.0.0.1:${port}/postgres?sslmode=disable` };
    await workplace.up(async () => "{ backend: pg }");
  });
  afterAll(async () => {
    await stop();
    await workplace.remove();
    rmSync(root, { recursive: true, force: true });
  });

  it("keeps each stack's state, and the connection string stands in no file", async () => {
    await workplace.deploy(secrets, password);
  });
});

describe("the state backend s3", () => {
  const workplace = new Remote("grundschule");
  const secret = randomUUID();
  const secrets: Record<string, string> = { AWS_ACCESS_KEY_ID: "pipeline", AWS_SECRET_ACCESS_KEY: secret };
  let stop: () => Promise<void> = async () => {};

  beforeAll(async () => {
    extra("s3-store");
    await workplace.up(async () => {
      const port = await freePort();
      secrets.AWS_CA_BUNDLE = join(workplace.certificates, "ca.pem");
      const { cert, key } = await serverCertificate(workplace.certificates, "localhost");
      const file = (name: string) => join(workplace.certificates, name);
      writeFileSync(file("s3.pem"), cert);
      writeFileSync(file("s3.key"), key, { mode: 0o600 });
      stop = await started(
        made(join(PROJECT, ".tools/s3-store/bin/moto_server")),
        ["-H", "127.0.0.1", "-p", String(port), "-s", "-c", file("s3.pem"), "-k", file("s3.key")],
        /Running on/,
      );
      const address = `https://localhost:${port}`;
      const bucket = await run("curl", ["-fsS", "--cacert", file("ca.pem"), "-X", "PUT", `${address}/states`], PROJECT);
      expect(bucket.code, bucket.stderr).toBe(0);
      return `{ backend: s3, bucket: states, endpoint: "${address}", region: us-east-1 }`;
    });
  });
  afterAll(async () => {
    await stop();
    await workplace.remove();
  });

  it("keeps each stack's state with lock files, and the key stands in no file", async () => {
    await workplace.deploy(secrets, secret);
  });
});
