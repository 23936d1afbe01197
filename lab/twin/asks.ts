import { randomBytes } from "node:crypto";
import type { RoutedSegment } from "../../model/intent.js";
import type { Port } from "./expected.js";
import type { Host } from "./hosts.js";
import { MachineError } from "./machine.js";
import { type Account, INTERNET_NAME } from "./stand-in.js";
import type { Station } from "./station.js";

/** A question that a device of a site asks, for real. */
export interface Ask {
  readonly id: string;
  /** What is asked, for the reader. */
  readonly title: string;
  /** Who has to be reached for an answer; undefined: the site's router alone. */
  readonly of?: Host;
  /** Where whoever asks calls `of` itself; undefined: the router asks in its place. */
  readonly call?: Port & { readonly from: Host };
  /** @returns the answer in a few words  @throws MachineError where there is none */
  ask(): Promise<string>;
}

/** What is asked at a site, from where, and whom. */
export interface Askers {
  /** In the segment of wired pupils. */
  readonly computer: Station;
  readonly segment: RoutedSegment;
  /** In the segment of the network's devices. */
  readonly accessPoint: Station;
  /** Server of directory, files and WLAN access: at the site, else the central one. */
  readonly server: Host & { readonly fqdn: string };
  /** The platform's resolver; undefined: there is none. */
  readonly resolver?: Host;
  readonly domain: string;
  readonly account: Account;
}

/** Seconds that anything may take: a program that waits for a line that is away gives no answer. */
const PATIENCE = 20;

/** Everything that must go on at a site with a server of its own; in this order, because later ones build on it. */
export function asksOf(askers: Askers): Ask[] {
  return [lease(askers), ...names(askers), ...logon(askers), radius(askers)];
}

/** With what it gets here the computer asks all the rest. */
function lease({ computer, segment: { dhcp }, server, resolver }: Askers): Ask {
  const central = dhcp.owner === "central" && dhcp.withoutUplink === "closed";
  const asked = dhcp.owner === "school-server" ? server : central ? resolver : undefined;
  return {
    id: "dhcp",
    title: "address by DHCP",
    ...(asked ? { of: asked } : {}),
    async ask() {
      const command = "udhcpc --interface eth0 --now --quit --foreground --tryagain 1 --timeout 4 --retries 4";
      const said = await patiently(computer, ["sh", "-c", `ip -4 addr flush dev eth0; ${command}`]);
      // Whoever waits long for names would make the proof long.
      await computer.run(["sh", "-c", "echo options timeout:2 attempts:1 >> /etc/resolv.conf"]);
      return found(said, /lease of (\S+ obtained from [^,\s]+)/);
    },
  };
}

function names({ computer, server, domain, resolver }: Askers): Ask[] {
  const dig = (name: string, type: string) => async () => {
    const said = await patiently(computer, ["dig", "+short", "+tries=2", "+time=3", name, type]);
    return found(said, /^(?!;)(.+)$/m);
  };
  return [
    { id: "dns", title: `address of ${server.fqdn}`, of: server, ask: dig(server.fqdn, "A") },
    { id: "dns-srv", title: "directory servers of the domain", of: server, ask: dig(`_ldap._tcp.${domain}`, "SRV") },
    ...(resolver
      ? [
          {
            id: "dns-internet",
            title: `address of ${INTERNET_NAME.name}`,
            of: resolver,
            ask: dig(INTERNET_NAME.name, "A"),
          },
        ]
      : []),
  ];
}

/** As a computer of the domain does it: the server is found by its SRV record, and a ticket opens the rest. */
function logon({ computer, server, domain, account }: Askers): Ask[] {
  const call = (port: number) => ({ of: server, call: { from: computer.host, protocol: "tcp" as const, port } });
  const base = domain.split(".").map((part) => `DC=${part}`);
  return [
    {
      id: "kerberos",
      title: `ticket of ${account.name}`,
      ...call(88),
      async ask() {
        const settings = `[libdefaults]\ndefault_realm = ${domain.toUpperCase()}\nrdns = false\ndns_canonicalize_hostname = false\n`;
        await computer.run(["sh", "-c", "cat > /etc/krb5.conf"], settings);
        const said = await patiently(computer, ["kinit", account.name], `${account.password}\n`);
        return found(`${said}${await patiently(computer, ["klist"])}`, /Default principal: (.+)/);
      },
    },
    {
      id: "ldap",
      title: "entry in the directory, with the ticket",
      ...call(389),
      async ask() {
        const from = ["-Q", "-LLL", "-N", "-Y", "GSSAPI", "-H", `ldap://${server.fqdn}`, "-b", base.join(",")];
        return found(
          await patiently(computer, ["ldapsearch", ...from, `(sAMAccountName=${account.name})`, "dn"]),
          /dn: (.+)/,
        );
      },
    },
    {
      id: "smb",
      title: "file written and read back, with the ticket",
      ...call(445),
      async ask() {
        const text = randomBytes(16).toString("hex");
        const orders = "put /tmp/written written; get written /tmp/read; del written";
        const share = `smbclient //${server.fqdn}/ablage --no-pass --use-krb5-ccache=/tmp/krb5cc_0 --command "$0"`;
        const command = `cat > /tmp/written; rm -f /tmp/read; ${share}; cat /tmp/read`;
        found(await patiently(computer, ["sh", "-c", command, orders], text), new RegExp(`(${text})$`));
        return `${text.length} bytes`;
      },
    },
  ];
}

/** PEAP with MSCHAPv2; the server's certificate is checked. The secret in the list of processes is made for a run. */
function radius({ accessPoint, server, account }: Askers): Ask {
  return {
    id: "eap",
    title: `WLAN access of ${account.name} (PEAP)`,
    of: server,
    call: { from: accessPoint.host, protocol: "udp", port: 1812 },
    async ask() {
      const network = [
        ...["key_mgmt=WPA-EAP", "eap=PEAP", 'phase2="auth=MSCHAPV2"', `identity="${account.name}"`],
        ...[`password="${account.password}"`, 'ca_cert="/etc/ssl/certs/ssl-cert-snakeoil.pem"'],
      ];
      // `cat`: what Node gives is a socket, which cannot be opened by name.
      const command = 'cat | eapol_test -c /dev/stdin -a "$0" -s "$1" -t 8 | tail -n 1';
      const input = `network={\n${network.join("\n")}\n}\n`;
      const said = await patiently(accessPoint, ["sh", "-c", command, server.ipv4, account.secret], input);
      return found(said, /^(SUCCESS)$/m);
    },
  };
}

/** @returns what it said, also where it failed: programs that ask say why in their last line */
function patiently({ run }: Station, command: readonly string[], input = ""): Promise<string> {
  const all = 'timeout "$0" "$@" 2>&1 || echo "exit code $?"';
  return run(["sh", "-c", all, `${PATIENCE}`, ...command], input);
}

function found(text: string, pattern: RegExp): string {
  const [, answer] = pattern.exec(text) ?? [];
  if (answer === undefined) throw new MachineError(text.trim().split("\n").slice(-2).join("; ") || "no answer");
  return answer;
}
