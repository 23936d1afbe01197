import type { TunnelIntent } from "../model/intent.js";

/** RFC 7296 section 2.23: IKE begins on 500 and goes on, together with ESP in UDP, on 4500. */
const IKE_PORTS = [500, 4500] as const;

/** UDP ports on which a tunnel's socket is called. */
export function listeningPorts({ ike, listenPort }: TunnelIntent): readonly number[] {
  return ike ? IKE_PORTS : [listenPort];
}

/** UDP ports of a tunnel's outer packets, at the end that calls and at the other one. */
export function outerPorts(tunnel: TunnelIntent, endpoint: { readonly port: number }): { own: number; far: number }[] {
  return listeningPorts(tunnel).map((own) => ({ own, far: tunnel.ike ? own : endpoint.port }));
}
