/** The text without what no program prints back. */
export function withoutComments(text: string): string {
  return text.replace(/^#.*\n/gm, "");
}

/** Any 32 bytes are a key. */
export function withKeys(text: string): string {
  let n = 0;
  return text.replace(/(secret|key):\/\/\S+/g, () => Buffer.alloc(32, ++n + 64).toString("base64"));
}

/** What `wg showconf` prints, in an order of its own. Kernel and wireguard-go print the peers in any order, and the private key with its fixed bits. */
export function tunnelPeers(text: string): unknown {
  const [head = "", ...peers] = text.replace(/^PrivateKey.*\n/gm, "").split("[Peer]\n");
  return [
    head.trim(),
    ...peers
      .map((peer) => peer.trim())
      .map((peer) =>
        peer.replace(/^AllowedIPs = (.*)$/m, (_, list: string) => `AllowedIPs = ${list.split(", ").sort().join(", ")}`),
      )
      .sort(),
  ];
}

/** What `ip -batch` and `ip -6 -batch` take of a file `ip`. */
export function ipBatches(text: string): { batch: string; batch6: string } {
  return { batch: batch(text), batch6: rules6(text) };
}

/** The commands that bring one line of the file about. */
function batch(text: string): string {
  const order = ["link", "addr", "route", "rule"];
  const command = (line: string) =>
    line
      .replace(/^link (\S+)/, "link set dev $1")
      .replace(/^(addr|route) /, "$1 add ")
      .replace(/^rule 4 /, "rule add ");
  return text
    .split("\n")
    .filter((line) => order.includes(line.split(" ")[0] ?? "") && !line.startsWith("rule 6"))
    .sort(
      (a, b) => order.indexOf(a.split(" ")[0] ?? "") - order.indexOf(b.split(" ")[0] ?? "") || weight(a) - weight(b),
    )
    .map((line) => `${command(line)}\n`)
    .join("");
}

function rules6(text: string): string {
  return [...text.matchAll(/^rule 6 (.*)$/gm)].map(([, rule]) => `rule add ${rule}\n`).join("");
}

/** A gateway can only be named after the way to it. */
function weight(line: string): number {
  return / via /.test(line) ? 1 : 0;
}
