/**
 * FRR's running configuration without what the device owns or prints about itself: version, host name, log, forwarding
 * (sysctl.conf) and the frame of `show running-config`.
 */
export function runningFrr(text: string): string {
  const start = Math.max(text.indexOf("\nrouter bgp"), 0);
  return text
    .slice(start)
    .replace(/^(?:frr |hostname |log |service |(?:no )?ip(?:v6)? forwarding|#).*\n/gm, "")
    .replace(/^(?:Building configuration\.\.\.|Current configuration:|end|!)?\n/gm, "")
    .replace(/^end$/gm, "")
    .trim();
}
