// tsyringe inside @peculiar/x509 needs it, and does not bring it.
import "reflect-metadata";
import { webcrypto } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { isIP } from "node:net";
import { join } from "node:path";
import * as x509 from "@peculiar/x509";

const ALGORITHM = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" } as const;
const DAY = 24 * 60 * 60 * 1000;
const CA_DAYS = 3650;
/** Longer than that and some clients refuse a server's certificate. */
const SERVER_DAYS = 397;

type Keys = Awaited<ReturnType<typeof generateKeys>>;
const generateKeys = () => webcrypto.subtle.generateKey(ALGORITHM, true, ["sign", "verify"]);

interface Authority {
  readonly certificate: x509.X509Certificate;
  readonly keys: Keys;
}

/** A private certificate authority: made once per state folder (`ca.pem`, `ca.key`), then kept. */
export async function serverCertificate(folder: string, host: string): Promise<{ cert: string; key: string }> {
  const authority = await openAuthority(folder);
  const keys = await generateKeys();
  const certificate = await x509.X509CertificateGenerator.create({
    serialNumber: serial(),
    subject: `CN=${host}`,
    issuer: authority.certificate.subject,
    ...validity(SERVER_DAYS),
    signingAlgorithm: ALGORITHM,
    publicKey: keys.publicKey,
    signingKey: authority.keys.privateKey,
    extensions: [
      new x509.BasicConstraintsExtension(false, undefined, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
      new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.serverAuth]),
      new x509.SubjectAlternativeNameExtension(alternativeNames(host)),
      await x509.AuthorityKeyIdentifierExtension.create(authority.certificate),
    ],
  });
  return { cert: certificate.toString("pem"), key: await exportKey(keys.privateKey) };
}

async function openAuthority(folder: string): Promise<Authority> {
  const [certificateFile, keyFile] = [join(folder, "ca.pem"), join(folder, "ca.key")];
  if (!existsSync(certificateFile) || !existsSync(keyFile)) {
    const authority = await createAuthority();
    writeFileSync(keyFile, await exportKey(authority.keys.privateKey), { mode: 0o600 });
    writeFileSync(certificateFile, authority.certificate.toString("pem"));
    return authority;
  }
  const certificate = new x509.X509Certificate(readFileSync(certificateFile, "utf8"));
  const raw = x509.PemConverter.decodeFirst(readFileSync(keyFile, "utf8"));
  const privateKey = await webcrypto.subtle.importKey("pkcs8", raw, ALGORITHM, true, ["sign"]);
  const publicKey = await certificate.publicKey.export();
  return { certificate, keys: { privateKey, publicKey } as Keys };
}

async function createAuthority(): Promise<Authority> {
  const keys = await generateKeys();
  const certificate = await x509.X509CertificateGenerator.createSelfSigned({
    serialNumber: serial(),
    name: "CN=Simulator of Proxmox VE",
    ...validity(CA_DAYS),
    signingAlgorithm: ALGORITHM,
    keys,
    extensions: [
      new x509.BasicConstraintsExtension(true, 0, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign, true),
      await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
    ],
  });
  return { certificate, keys };
}

function alternativeNames(host: string): x509.JsonGeneralName[] {
  return [
    { type: isIP(host) ? "ip" : "dns", value: host },
    { type: "ip", value: "127.0.0.1" },
    { type: "dns", value: "localhost" },
  ];
}

const validity = (days: number) => ({
  notBefore: new Date(Date.now() - DAY),
  notAfter: new Date(Date.now() + days * DAY),
});

/** 16 random bytes, positive. */
const serial = (): string => `01${Buffer.from(webcrypto.getRandomValues(new Uint8Array(15))).toString("hex")}`;

async function exportKey(key: Keys["privateKey"]): Promise<string> {
  return x509.PemConverter.encode(await webcrypto.subtle.exportKey("pkcs8", key), "PRIVATE KEY");
}
