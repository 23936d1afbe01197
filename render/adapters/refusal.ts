/** An intent that the device family cannot carry out. `feature` is the key in catalogue/adapters.yaml. */
export class Refusal extends Error {
  constructor(
    readonly device: string,
    readonly feature: string,
    reason: string,
  ) {
    super(`${device}: ${reason}`);
  }
}
