/** An answer other than 200: the text is what Proxmox VE puts into the status line and the body. */
export class ApiError extends Error {
  /**
   * @param status HTTP status code
   * @param message text without a trailing newline
   * @param errors for status 400: parameter name to complaint
   */
  constructor(
    readonly status: number,
    message: string,
    readonly errors?: Readonly<Record<string, string>>,
  ) {
    super(message);
  }
}

/** What Perl's `die` becomes in Proxmox VE: status 500. */
export const failure = (message: string): ApiError => new ApiError(500, message);

/** 400 with the map of complaints that every parameter check of Proxmox VE answers with. */
export const badParameters = (errors: Record<string, string>): ApiError =>
  new ApiError(400, "Parameter verification failed.", errors);

/** 403; `what` names path and privilege, as in `(/vms/100, VM.Config.Disk)`. */
export const forbidden = (what?: string): ApiError =>
  new ApiError(403, what ? `Permission check failed (${what})` : "Permission check failed");

/** 401: who the caller is could not be established. */
export const unauthorized = (message: string): ApiError => new ApiError(401, message);
