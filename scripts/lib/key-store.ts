import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import { stringify } from "yaml";
import { newKeyPair, publicKeyOf } from "../../model/key-pair.js";
import type { PublicKeys } from "../../model/schema/keys.js";
import { fromHere, PROJECT } from "./command.js";
import { writeAtomically } from "./files.js";

/** Nothing is done, because it would cost keys that are in use: exit code 3. */
export class KeysRefused extends Error {}

export interface KeyRequest {
  readonly device: string;
  /** Routing instances that have tunnels. */
  readonly instances: readonly (keyof PublicKeys)[];
  /** Public keys that the declaration has. */
  readonly declared: PublicKeys;
  /** Folder of the declaration. */
  readonly folder: string;
  /** Makes new keys for all instances; the old ones are lost. */
  readonly replace: boolean;
}

/**
 * Makes the keys of a device that are not there: the private ones first, into the key store (0600, encrypted by
 * ansible-vault where ANSIBLE_VAULT_PASSWORD_FILE says how), then `keys/<device>.yaml` of the declaration. A run that
 * was cut off in between is finished by the next one.
 *
 * @returns the instances that got a new key; none where all was there
 * @throws KeysRefused when store and declaration belong to different keys
 */
export function makeKeys({ device, instances, declared, folder, replace }: KeyRequest): string[] {
  const store = keyStore(folder);
  const made: string[] = [];
  const keys: Record<string, string> = {};
  for (const instance of instances) {
    const file = join(store, device, `${instance}.key`);
    const known = replace || !existsSync(file) ? undefined : publicKeyOf(read(file));
    const wanted = declared[instance];
    if (!replace && wanted !== undefined && wanted !== known)
      throw new KeysRefused(
        `keys/${device}.yaml has a public key for ${instance} that ${known ? "is not that of" : "has no private key in"} ${file}. ` +
          "Is PLATTFORM_KEY_STORE the store that it was made in? If the key is lost: the same command with --replace",
      );
    keys[instance] = known ?? newKey(file);
    if (known === undefined) made.push(instance);
  }
  const target = join(folder, "keys", `${device}.yaml`);
  const text = `${HEAD}${stringify(keys)}`;
  if (!existsSync(target) || readFileSync(target, "utf8") !== text) writeAtomically(target, text);
  return made;
}

const HEAD =
  "# Written by `npm run bootstrap -- --device`: public keys of the device's tunnels. Committed, never edited.\n";

/** @throws Error when it is not named, or lies where it would be committed */
function keyStore(folder: string): string {
  const named = process.env.PLATTFORM_KEY_STORE;
  if (!named)
    throw new Error(
      "PLATTFORM_KEY_STORE is not set: name the folder of the private keys, outside of every repository, e.g. export PLATTFORM_KEY_STORE=/srv/keys",
    );
  const store = fromHere(named);
  if (`${store}/`.startsWith(`${folder}/`))
    throw new Error(`PLATTFORM_KEY_STORE=${store} lies in the declaration, which is committed: name a folder outside`);
  return store;
}

/** @returns the public key; the private one is only in its file */
function newKey(file: string): string {
  const { privateKey, publicKey } = newKeyPair();
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  const text = `${privateKey}\n`;
  writeAtomically(file, encrypts() ? vault("encrypt", file, text) : text, 0o600);
  return publicKey;
}

function read(file: string): string {
  const text = readFileSync(file, "utf8");
  try {
    return (text.startsWith("$ANSIBLE_VAULT;") ? vault("decrypt", file, text) : text).trim();
  } catch (error) {
    throw new Error(`${file}: ${(error as Error).message}`);
  }
}

/** Ansible's own variable; without it keys are files that only their owner reads. */
export const encrypts = () => Boolean(process.env.ANSIBLE_VAULT_PASSWORD_FILE);

/** By pipes, so that no key stands in a command line. */
function vault(action: "encrypt" | "decrypt", file: string, input: string): string {
  const path = [join(PROJECT, ".tools/venv/bin"), process.env.PATH].join(delimiter);
  const { status, stdout, stderr, error } = spawnSync("ansible-vault", [action, "--output", "-", "-"], {
    input,
    encoding: "utf8",
    env: { ...process.env, PATH: path, ANSIBLE_NOCOLOR: "1" },
  });
  if (status === 0) return stdout;
  throw new Error(`ansible-vault cannot ${action} ${file}: ${error?.message ?? stderr.trim().split("\n").at(-1)}`);
}
