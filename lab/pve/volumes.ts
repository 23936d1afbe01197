import type { Call, Routes } from "./call.js";
import { badParameters, failure } from "./errors.js";
import type { Volume } from "./state.js";
import { storageOf, type VolumeStore } from "./volume-store.js";

/** Checks and names of what lies on a storage. */
const volumeStore = (call: Call): VolumeStore => storageOf(call.cluster, call.text("storage"));

function requireVolume(call: Call): Readonly<Volume> {
  const name = call.text("volume");
  const storage = call.tryText("storage") ?? name.split(":")[0] ?? "";
  const volid = name.includes(":") ? name : `${storage}:${name}`;
  const volume = storageOf(call.cluster, storage).get(call.node, volid);
  if (!volume) throw failure(`volume '${volid}' does not exist`);
  return volume;
}

function show(volume: Readonly<Volume>): Record<string, unknown> {
  const { storage: _storage, node: _node, ...rest } = volume;
  return { ...rest, used: volume.size };
}

function formatOf(content: string, filename: string): string {
  if (content === "iso") return "iso";
  return filename.slice(filename.lastIndexOf(".") + 1);
}

function putFile(call: Call, filename: string, bytes: number): void {
  const storage = volumeStore(call);
  const content = call.text("content");
  storage.requireSpace(call.node, bytes);
  storage.put({
    volid: `${storage.storage.storage}:${content}/${filename}`,
    storage: storage.storage.storage,
    ...storage.nodeOf(call.node),
    content,
    format: formatOf(content, filename),
    size: bytes,
    ctime: Math.floor(Date.now() / 1000),
  });
}

/** Extensions that Proxmox VE takes for each content type: PVE::Storage's patterns. */
const EXTENSIONS: Readonly<Record<string, RegExp>> = {
  iso: /\.(iso|img)$/i,
  vztmpl: /\.tar\.(gz|xz|zst|bz2)$/i,
  import: /\.(ova|ovf|qcow2|raw|vmdk)$/i,
};

function requireFilename(call: Call): string {
  const [filename, content] = [call.text("filename"), call.text("content")];
  volumeStore(call).requireContent(content);
  if (!/^[^/\\\s]+$/.test(filename) || !EXTENSIONS[content]?.test(filename)) {
    throw badParameters({ filename: "wrong file extension" });
  }
  return filename;
}

/** A simulator must not fetch: only files of the configuration exist, and their checksums are listed. */
function downloadUrl(call: Call): string {
  const filename = requireFilename(call);
  const storage = volumeStore(call);
  const { url, checksum, "checksum-algorithm": algorithm } = call.parameters;
  const volid = `${storage.storage.storage}:${call.text("content")}/${filename}`;
  if (storage.get(call.node, volid)) throw failure(`refusing to override existing file '${filename}'`);
  return call.task({ type: "download", id: filename }, (log) => {
    log(`downloading ${String(url)} to ${volid}`);
    const image = call.cluster.config.images[String(url)];
    if (!image) throw failure(`download failed: ${String(url)}: 404 Not Found`);
    const expected = image.checksums[String(algorithm)];
    if (checksum !== undefined && expected !== undefined && expected.toLowerCase() !== String(checksum).toLowerCase()) {
      throw failure(`checksum mismatch: got '${expected}' != expect '${String(checksum)}'`);
    }
    putFile(call, filename, image.sizeBytes);
    log(`download of '${String(url)}' to '${volid}' finished`);
  });
}

export const volumeRoutes: Routes = {
  "GET /nodes/{node}/storage/{storage}/content": (call) => {
    const { content, vmid } = call.parameters;
    return volumeStore(call)
      .list(call.node)
      .filter((volume) => (content ?? volume.content) === volume.content && (vmid ?? volume.vmid) === volume.vmid)
      .map(show);
  },
  "GET /nodes/{node}/storage/{storage}/content/{volume}": (call) => {
    const volume = requireVolume(call);
    return {
      path: `/var/lib/pve/${volume.volid.replace(":", "/")}`,
      format: volume.format,
      size: volume.size,
      used: volume.size,
    };
  },
  "PUT /nodes/{node}/storage/{storage}/content/{volume}": (call) => {
    const { notes, protected: kept } = call.parameters;
    volumeStore(call).put({
      ...requireVolume(call),
      ...(notes === undefined ? {} : { notes: String(notes) }),
      ...(kept === undefined ? {} : { protected: Number(kept) }),
    });
  },
  "DELETE /nodes/{node}/storage/{storage}/content/{volume}": (call) => {
    const volume = requireVolume(call);
    if (volume.protected) throw failure(`can't remove protected volume '${volume.volid}'`);
    const owner = volume.vmid === undefined ? undefined : call.store.get("vms", volume.vmid);
    if (owner) throw failure(`Cannot remove image, a guest with VMID '${volume.vmid}' exists!`);
    return call.task({ type: "imgdel", id: volume.volid }, () => volumeStore(call).remove(call.node, volume.volid));
  },
  "POST /nodes/{node}/storage/{storage}/download-url": downloadUrl,
  "POST /nodes/{node}/storage/{storage}/upload": (call) => {
    if (!call.upload) throw badParameters({ filename: "property is missing and it is not optional" });
    const [filename, { sizeBytes }] = [requireFilename(call), call.upload];
    return call.task({ type: "imgcopy" }, () => putFile(call, filename, sizeBytes));
  },
  "GET /nodes/{node}/query-url-metadata": (call) => {
    const url = call.text("url");
    const image = call.cluster.config.images[url];
    if (!image) throw failure("invalid server response: '404 Not Found'");
    return {
      filename: url.slice(url.lastIndexOf("/") + 1),
      mimetype: "application/octet-stream",
      size: image.sizeBytes,
    };
  },
};
