import { apiUrl, type CallOptions, refusalOf, unreachable } from "./client";

export interface UploadOptions extends Pick<CallOptions, "query" | "idempotencyKey"> {
  signal: AbortSignal;
  /** Told how much has left, from 0 to 1. */
  onProgress: (share: number) => void;
}

/** Sends a file as it is. Only XMLHttpRequest tells how far it has come; all else is as with any call. */
export function upload<T>(path: string, file: Blob, options: UploadOptions): Promise<T> {
  const { query, idempotencyKey, signal, onProgress } = options;
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    const abort = () => request.abort();
    request.open("POST", apiUrl(path, query));
    request.setRequestHeader("content-type", "application/octet-stream");
    if (idempotencyKey !== undefined) request.setRequestHeader("idempotency-key", idempotencyKey);
    request.upload.onprogress = ({ loaded, total }) => onProgress(total === 0 ? 0 : loaded / total);
    request.onload = async () => {
      const headers = { "content-type": request.getResponseHeader("content-type") ?? "" };
      const response = new Response(request.responseText, { status: request.status, headers });
      if (response.ok) resolve((await response.json()) as T);
      else reject(await refusalOf(path, response));
    };
    request.onerror = () => reject(unreachable());
    request.onabort = () => reject(new DOMException("Aborted", "AbortError"));
    request.onloadend = () => signal.removeEventListener("abort", abort);
    signal.addEventListener("abort", abort);
    if (signal.aborted) abort();
    request.send(file);
  });
}
